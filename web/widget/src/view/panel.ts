import type { Chat } from '../chat'
import { tones } from '../colour'
import type { Config } from '../config'
import { h, icon } from '../dom'
import { rowsOf } from '../rows'
import css from '../style.css?inline'
import { Composer } from './composer'
import { List } from './list'
import { fit, fullScreen, touch } from './phone'
import { Question } from './question'
import { State } from './state'
import { words, type View } from './view'

/** Panel is the widget on the page: the button, and the chat that it opens. */
export class Panel implements View {
  readonly lang
  readonly t
  private readonly launcher
  private readonly badge = h('span', { class: 'badge', 'aria-hidden': 'true', hidden: true })
  private readonly title = h('h2', { id: 'title' })
  private readonly subtitle = h('p', {})
  private readonly dialog
  private readonly composer
  private readonly state
  private readonly list
  private pending = false
  private titlePrefix = ''

  constructor(
    readonly chat: Chat,
    private config: Config,
    private onToggle: (open: boolean) => void,
  ) {
    this.lang = config.language
    this.t = words(config.language)
    this.launcher = h('button', { type: 'button', class: 'launcher', 'aria-haspopup': 'dialog', onclick: () => this.toggle() })
    this.composer = new Composer(this)
    this.state = new State(this)
    this.list = new List(this, new Question(this))
    const close = h('button', { type: 'button', class: 'close', 'aria-label': this.t('close'), onclick: () => this.close() }, icon('close'))
    this.dialog = h(
      'section',
      { class: 'panel', id: 'panel', role: 'dialog', 'aria-labelledby': 'title', tabindex: -1, hidden: true },
      h('div', { class: 'head' }, h('span', { class: 'mark' }, icon('chat')), h('div', {}, this.title, this.subtitle), close),
      this.state.node,
      h('div', { class: 'middle' }, this.list.node, this.list.down),
      this.composer.node,
    )
    this.mount()
  }

  private mount(): void {
    const host = document.createElement('baton-widget')
    const root = h('div', { class: `root ${this.config.position}`, lang: this.lang === 'zh' ? 'zh-CN' : 'en' }, this.dialog, this.launcher)
    const shadow = host.attachShadow({ mode: 'open' })
    style(shadow)
    shadow.append(root)
    root.addEventListener('keydown', (event) => this.key(event))
    this.colours(root)
    fit(this.dialog)
    document.addEventListener('visibilitychange', () => this.read())
    setInterval(() => this.update(), 30_000) // times pass, also when nothing happens
    document.body.append(host)
    this.draw()
  }

  private colours(root: HTMLElement): void {
    const dark = window.matchMedia('(prefers-color-scheme: dark)')
    const paint = () => {
      const isDark = this.config.theme === 'auto' ? dark.matches : this.config.theme === 'dark'
      const { accent, onAccent, link } = tones(this.config.accent, isDark)
      root.classList.toggle('dark', isDark)
      root.style.setProperty('--accent', accent)
      root.style.setProperty('--on-accent', onAccent)
      root.style.setProperty('--link', link)
    }
    dark.addEventListener('change', paint)
    paint()
  }

  open(): void {
    if (!this.dialog.hidden) return
    this.dialog.hidden = false
    this.shown(true)
    this.list.toEnd()
    // On a phone the keyboard would hide what there is to read.
    if (touch()) this.dialog.focus()
    else this.composer.focus()
  }

  close(): void {
    if (this.dialog.hidden) return
    this.dialog.hidden = true
    this.shown(false)
    this.launcher.focus()
  }

  toggle(): void {
    if (this.dialog.hidden) this.open()
    else this.close()
  }

  private shown(open: boolean): void {
    this.chat.show(open)
    this.read()
    this.draw()
    this.onToggle(open)
  }

  private read(): void {
    if (!this.dialog.hidden && document.visibilityState === 'visible') this.chat.seen()
    this.update()
  }

  /** update draws soon: several changes at once are one. */
  update(): void {
    if (this.pending) return
    this.pending = true
    queueMicrotask(() => {
      this.pending = false
      this.draw()
    })
  }

  private draw(): void {
    const { chat, t, config } = this
    const open = !this.dialog.hidden
    const name = config.title ?? chat.welcome.business ?? t('chat')
    this.title.textContent = name
    this.subtitle.textContent = t('atOnce')
    this.announce(open ? 0 : chat.unread, open)
    if (!open) return
    this.state.update()
    this.composer.update()
    const rows = rowsOf(
      {
        thread: chat.thread,
        delivered: chat.delivered(),
        waiting: chat.waiting(),
        lost: chat.link !== 'ok',
        greeting: chat.loaded ? (config.greeting ?? chat.welcome.greeting ?? t('greeting')) : '',
        ownGreeting: config.greeting !== undefined,
      },
      this.lang,
      Date.now(),
    )
    if (!chat.loaded) rows.unshift({ kind: 'day', key: 'earlier', text: t('earlier') })
    this.list.update(rows, chat.loaded, chat.thinking)
  }

  /** announce shows on the button and in the page's title how much there is to read. */
  private announce(unread: number, open: boolean): void {
    const label = open ? this.t('close') : unread ? this.t('openUnread', { n: unread }) : this.t('openChat')
    if (this.launcher.getAttribute('aria-label') !== label) {
      this.launcher.replaceChildren(icon(open ? 'down' : 'chat'), this.badge)
      this.launcher.setAttribute('aria-label', label)
      this.launcher.setAttribute('aria-expanded', String(open))
    }
    this.badge.textContent = unread > 9 ? '9+' : String(unread)
    this.badge.hidden = !unread
    const { title } = document
    const bare = this.titlePrefix && title.startsWith(this.titlePrefix) ? title.slice(this.titlePrefix.length) : title
    this.titlePrefix = unread ? `(${unread}) ` : ''
    if (title !== this.titlePrefix + bare) document.title = this.titlePrefix + bare
  }

  private key(event: KeyboardEvent): void {
    event.stopPropagation() // the page's own shortcuts are not meant
    if (event.key === 'Escape' && !event.isComposing) {
      if (!this.composer.cancel()) this.close()
    } else if (event.key === 'Tab' && fullScreen() && !this.dialog.hidden) {
      this.stay(event)
    }
  }

  /** stay keeps the focus in a chat that covers the whole page. */
  private stay(event: KeyboardEvent): void {
    const all = [...this.dialog.querySelectorAll<HTMLElement>('button:enabled,textarea,input,a[href],summary,[tabindex="0"]')]
    const usable = all.filter((element) => element.offsetParent)
    const from = (this.dialog.getRootNode() as ShadowRoot).activeElement
    const edge = event.shiftKey ? usable[0] : usable.at(-1)
    if (from !== edge && from !== this.dialog) return
    event.preventDefault()
    ;(event.shiftKey ? usable.at(-1) : usable[0])?.focus()
  }

  confirm(question: string, yes: string, no: string, then: () => void): void {
    this.composer.confirm(question, yes, no, then)
  }

  wantPerson = (): void => {
    const { t } = this
    this.confirm(t('personAsk'), t('personYes'), t('cancel'), () => this.chat.say(t('personSays')))
  }

  edit(seq: number, text: string): void {
    this.composer.edit(seq, text)
  }

  compose(text?: string): void {
    if (text) this.composer.put(text)
    else if (touch()) this.list.node.focus({ preventScroll: true })
    else this.composer.focus()
  }
}

/** style gives the widget its looks through the CSSOM, which a page's content security policy does not forbid. */
function style(shadow: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    shadow.adoptedStyleSheets = [sheet]
  } catch {
    shadow.append(h('style', {}, css)) // browsers before 2023
  }
}
