import { h, icon } from '../dom'
import type { View } from './view'

const usual = 10_000 // characters the server takes unless it says otherwise

/** Composer is where the customer writes, changes what they wrote, and asks for a person. */
export class Composer {
  private editing = 0 // seq of the message that is being changed
  private kept = '' // what stood here before
  private readonly text: HTMLTextAreaElement
  private readonly send: HTMLButtonElement
  private readonly person = h('div', { class: 'person' })
  private readonly counter = h('span', { class: 'counter', id: 'counter', role: 'status' })
  private readonly bar = h('div', { class: 'bar', hidden: true })
  readonly node: HTMLFormElement

  constructor(private view: View) {
    const { t, chat } = view
    this.text = h('textarea', {
      rows: 1,
      dir: 'auto',
      'aria-label': t('message'),
      'aria-describedby': 'counter',
      placeholder: t('placeholder'),
      enterkeyhint: 'send',
      oninput: () => this.typed(),
      onkeydown: (event: KeyboardEvent) => this.key(event),
    })
    this.send = h('button', { class: 'send', 'aria-label': t('send'), title: t('send') }, icon('send'))
    this.node = h(
      'form',
      { class: 'composer', onsubmit: (event: Event) => this.submit(event) },
      this.bar,
      h('div', { class: 'box' }, this.text, this.send),
      h('div', { class: 'foot' }, this.person, this.counter),
    )
    this.text.value = chat.store.get('draft') ?? ''
    this.update()
  }

  /** update shows who is there, or how to get somebody. */
  update(): void {
    const { chat, t } = this.view
    const { holder, ended } = chat.thread
    const state = ended ? 'bot' : holder
    const shown = state + (chat.thread.with ?? '')
    if (this.person.dataset.shown !== shown) {
      this.person.dataset.shown = shown
      if (state === 'bot') {
        this.person.replaceChildren(h('button', { type: 'button', onclick: () => this.view.wantPerson() }, icon('person'), t('person')))
      } else {
        const text = state === 'queue' ? t('waitingShort') : t('withShort', { name: chat.thread.with ?? t('colleague') })
        this.person.replaceChildren(icon(state === 'queue' ? 'clock' : 'person'), h('span', {}, text))
      }
    }
    this.measure()
  }

  focus(): void {
    this.text.focus({ preventScroll: true })
  }

  /** put offers a text to go on with; what stood here is not lost. */
  put(text: string): void {
    this.text.value = [this.text.value, text].filter(Boolean).join('\n')
    this.typed()
    this.focus()
  }

  edit(seq: number, text: string): void {
    if (!this.editing) this.kept = this.text.value
    this.editing = seq
    this.text.value = text
    const stop = h('button', { type: 'button', class: 'quiet', onclick: () => this.cancel() }, this.view.t('editCancel'))
    this.show('', h('p', {}, this.view.t('editing')), stop)
    this.measure()
    this.focus()
  }

  confirm(question: string, yes: string, no: string, then: () => void): void {
    const agree = h('button', { type: 'button', class: 'main', onclick: () => (this.cancel(), then()) }, yes)
    const refuse = h('button', { type: 'button', class: 'plain', onclick: () => this.cancel() }, no)
    this.cancel()
    this.show(question, h('p', {}, question), h('div', {}, agree, refuse))
    agree.focus()
  }

  /** cancel gives up what the bar asks; it says whether there was anything. */
  cancel(): boolean {
    if (this.bar.hidden) return false
    this.bar.hidden = true
    this.bar.replaceChildren()
    if (this.editing) {
      this.editing = 0
      this.text.value = this.kept
      this.measure()
    }
    this.view.compose()
    return true
  }

  private show(label: string, ...parts: HTMLElement[]): void {
    this.bar.replaceChildren(...parts)
    this.bar.hidden = false
    if (label) this.bar.setAttribute('role', 'group')
    else this.bar.removeAttribute('role')
    if (label) this.bar.setAttribute('aria-label', label)
    else this.bar.removeAttribute('aria-label')
  }

  private typed(): void {
    const { chat } = this.view
    this.measure()
    if (!this.editing) chat.store.set('draft', this.text.value)
    if (this.text.value.trim()) chat.typing()
  }

  private key(event: KeyboardEvent): void {
    // While characters are being composed, as in Chinese, the keys belong to the input method.
    if (event.isComposing || event.keyCode === 229) return
    if (event.key === 'Enter' && !event.shiftKey) this.submit(event)
  }

  private submit(event: Event): void {
    event.preventDefault()
    const { chat } = this.view
    const text = this.text.value.trim()
    if (!text || this.left() < 0) return
    const { editing } = this
    if (editing) {
      this.cancel()
      chat.write({ op: 'edit', seq: editing, text })
    } else {
      this.text.value = ''
      chat.store.remove('draft')
      chat.say(text)
      this.measure()
    }
    this.focus()
  }

  private left(): number {
    return (this.view.chat.welcome.message_chars ?? usual) - [...this.text.value.trim()].length
  }

  /** measure fits the height to the text and counts what is left. */
  private measure(): void {
    const { t, chat } = this.view
    const most = chat.welcome.message_chars ?? usual
    const left = this.left()
    const empty = !this.text.value.trim()
    this.send.disabled = empty || left < 0
    this.counter.classList.toggle('bad', left < 0)
    const words = left < 0 ? t('tooLong', { n: -left }) : left < most / 10 ? t('characters', { n: most - left, most }) : ''
    if (this.counter.textContent !== words) this.counter.textContent = words
    this.text.style.height = 'auto'
    this.text.style.height = `${Math.min(this.text.scrollHeight, 132)}px`
  }
}
