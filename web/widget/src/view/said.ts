import { h, icon } from '../dom'
import { linked, safeHref } from '../link'
import { blocks, origins } from '../quote'
import type { SaidRow } from '../rows'
import type { Said } from '../thread'
import { clock, full } from '../time'
import type { View } from './view'

const long = 1200 // characters, or
const tall = 24 // lines, beyond which a message is folded

/** saidNode is one message with everything that belongs to it. */
export function saidNode(row: SaidRow, view: View): HTMLElement {
  const { said, first, named, timed, state } = row
  const { t, lang } = view
  const own = said.from === 'customer'
  const gone = said.recalled || said.removed
  const documents = gone ? [] : origins(said.sources)
  const who = own ? t('you') : said.from === 'agent' ? said.name || t('colleague') : t('assistant')
  const meta: (Node | false | undefined)[] = [
    said.edited && !gone && h('span', {}, t('edited')),
    state && (state === 'refused' ? refused(row, view) : h('span', { class: state }, t(state))),
    timed && !state && said.at > 0 && h('time', { datetime: new Date(said.at).toISOString() }, clock(lang, said.at)),
  ]
  return h(
    'div',
    { class: `msg ${own ? 'own' : 'their'}${first ? ' first' : ''}`, tabindex: own ? -1 : undefined },
    named && h('p', { class: 'who', 'aria-hidden': 'true' }, h('bdi', {}, who)),
    h(
      'div',
      { class: 'line' },
      own && said.seq > 0 && !gone && !state && tools(said, view),
      h(
        'div',
        { class: `bubble${gone ? ' gone' : ''}${documents.length && said.from === 'bot' ? ' quote' : ''}`, title: said.at > 0 && full(lang, said.at) },
        h('span', { class: 'sr' }, `${who}: `),
        gone ? h('p', { class: 'text' }, t(said.recalled ? 'recalled' : 'removed')) : words(said, view),
        !gone && attachments(said),
        !gone && (documents.length ? cited(documents, view) : sources(said, view)),
      ),
    ),
    meta.some(Boolean) && h('p', { class: 'meta' }, ...meta),
    said.act === 'answer' && !gone && rating(row, view),
  )
}

/** words are the text itself: written in any direction, folded when it is very long. */
function words(said: Said, { t }: View): HTMLElement | false {
  if (!said.text) return false
  const parts = said.act === 'answer' ? blocks(said.text) : [said.text]
  const text = h('div', { class: 'text', lang: said.locale }, ...parts.map((part) => (typeof part === 'string' ? paragraph(part) : table(part))))
  if (said.text.length < long && said.text.split('\n').length < tall) return text
  text.classList.add('folded')
  const more = h('button', { type: 'button', class: 'quiet', onclick: () => (text.classList.remove('folded'), more.remove()) }, t('more'))
  return h('div', {}, text, more)
}

const paragraph = (text: string) => h('p', { dir: 'auto' }, ...linked(text).map(link))

function table(rows: string[][]): HTMLElement {
  const line = (cells: string[], tag: 'th' | 'td') => h('tr', {}, ...cells.map((cell) => h(tag, { dir: 'auto' }, ...linked(cell).map(link))))
  const [head, ...body] = rows
  return h('div', { class: 'table', tabindex: 0 }, h('table', {}, h('thead', {}, line(head!, 'th')), h('tbody', {}, ...body.map((row) => line(row, 'td')))))
}

function link({ text, href }: { text: string; href?: string }): Node {
  if (!href) return document.createTextNode(text)
  return h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, text)
}

function attachments({ attachments }: Said): HTMLElement | false {
  if (!attachments.length) return false
  const items = attachments.map(({ name, url }) => {
    const href = safeHref(url ?? '')
    return h('li', {}, icon('file'), href ? link({ text: name, href }) : h('bdi', {}, name))
  })
  return h('ul', { class: 'files' }, ...items)
}

/** cited names the documents that the message quotes. */
function cited(documents: { title: string; href: string }[], { t }: View): HTMLElement {
  const links = documents.map(({ title, href }) => h('li', {}, icon('file'), h('bdi', {}, link({ text: title, href }))))
  return h('ul', { class: 'files cite', 'aria-label': t('source') }, ...links)
}

function sources({ sources }: Said, { t }: View): HTMLElement | false {
  const titles = [...new Set(sources.map(({ title }) => title).filter((title): title is string => Boolean(title)))]
  if (!titles.length) return false
  const lines = titles.map((title) => h('p', { dir: 'auto' }, t('from', { title })))
  return h('details', {}, h('summary', {}, t('source')), ...lines)
}

function rating({ said, newest, offer }: SaidRow, view: View): HTMLElement {
  const { t, chat } = view
  if (said.helpful === true) return h('p', { class: 'rate' }, icon('check'), t('thanks'))
  if (said.helpful === false) {
    return h(
      'p',
      { class: 'rate' },
      offer ? t('sorry') : t('thanks'),
      offer && h('button', { type: 'button', class: 'quiet', onclick: view.wantPerson }, t('person')),
    )
  }
  const button = (helpful: boolean) =>
    h(
      'button',
      {
        type: 'button',
        class: 'tool',
        title: t(helpful ? 'yes' : 'no'),
        'aria-label': `${t('helpful')} ${t(helpful ? 'yes' : 'no')}`,
        onclick: () => chat.write({ op: 'rate', seq: said.seq, helpful }),
      },
      icon(helpful ? 'up' : 'no'),
    )
  return h('div', { class: 'rate' }, newest && h('span', {}, t('helpful')), button(true), button(false))
}

function tools(said: Said, view: View): HTMLElement {
  const { t, chat } = view
  const recall = () =>
    view.confirm(t('recallAsk'), t('recallYes'), t('keep'), () => chat.write({ op: 'recall', seq: said.seq }))
  const button = (name: 'edit' | 'recall', onclick: () => void) =>
    h('button', { type: 'button', class: 'tool', title: t(name), 'aria-label': `${t(name)}: ${said.text.slice(0, 40)}`, onclick }, icon(name))
  return h('div', { class: 'tools' }, button('edit', () => view.edit(said.seq, said.text)), button('recall', recall))
}

function refused({ waiting }: SaidRow, view: View): HTMLElement {
  const change = () => waiting && view.compose(view.chat.unsay(waiting))
  return h('span', { class: 'bad' }, view.t('refused'), h('button', { type: 'button', class: 'quiet', onclick: change }, view.t('change')))
}
