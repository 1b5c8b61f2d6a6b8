import { h, icon } from '../dom'
import type { Row } from '../rows'
import type { Question } from './question'
import { saidNode } from './said'
import type { View } from './view'

interface Shown {
  signature: string
  node: HTMLElement
}

/** List shows the rows of a conversation. A row that has not changed keeps its place in the page. */
export class List {
  readonly log = h('div', { class: 'log', role: 'log', 'aria-live': 'off' })
  readonly thinking = h('div', { class: 'thinking', role: 'status', hidden: true })
  readonly node = h('div', { class: 'scroll', tabindex: 0, role: 'group' }, this.log, this.thinking)
  readonly down = h('button', { type: 'button', class: 'down', hidden: true, onclick: () => this.toEnd() }, icon('down'))
  private shown = new Map<string, Shown>()
  private stuck = true // to the end, until the customer scrolls away

  constructor(
    private view: View,
    private question: Question,
  ) {
    const { t } = view
    this.node.append(question.node)
    this.node.setAttribute('aria-label', t('messages'))
    this.log.setAttribute('aria-label', t('messages'))
    this.down.setAttribute('aria-label', t('messages'))
    this.node.addEventListener('scroll', () => this.scrolled())
    // A strip above or a question below takes room from the window: the end stays in sight.
    new ResizeObserver(() => this.stuck && this.toEnd()).observe(this.node)
  }

  /** update shows rows; what is new is read aloud only once the history is there. */
  update(rows: Row[], loaded: boolean, thinking: boolean): void {
    const old = this.shown
    const active = (this.node.getRootNode() as ShadowRoot).activeElement
    this.shown = new Map()
    let place = this.log.firstElementChild
    let newest: HTMLElement | undefined
    let said = false // by the customer, just now
    for (const row of rows) {
      const signature = JSON.stringify(row)
      const before = old.get(row.key)
      old.delete(row.key)
      const node = before?.signature === signature ? before.node : this.build(row)
      this.shown.set(row.key, { signature, node })
      if (before && before.node !== node) {
        if (place === before.node) place = node
        const held = before.node.contains(active)
        const unfolded = before.node.querySelector('details')?.open
        if (unfolded) node.querySelector('details')?.setAttribute('open', '')
        before.node.replaceWith(node)
        if (held) this.hold(node)
      }
      if (node === place) place = node.nextElementSibling
      else this.log.insertBefore(node, place)
      if (!before && row.kind === 'said') {
        said ||= row.said.from === 'customer'
        newest = row.said.from === 'customer' ? undefined : (newest ?? node)
      }
    }
    for (const { node } of old.values()) node.remove()
    this.log.setAttribute('aria-live', loaded ? 'polite' : 'off')
    this.think(thinking)
    const asked = this.question.update()
    if (this.stuck || said) this.toEnd(asked ? undefined : newest)
    this.scrolled()
  }

  /** toEnd shows the end, or the beginning of what is new if that is longer than the window. */
  toEnd(newest?: HTMLElement): void {
    const { node } = this
    node.scrollTop = newest ? Math.min(newest.offsetTop - 12, node.scrollHeight) : node.scrollHeight
  }

  private scrolled(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.node
    const below = scrollHeight - scrollTop - clientHeight
    this.stuck = below < 60
    this.down.hidden = below < 120
  }

  private think(thinking: boolean): void {
    if (this.thinking.hidden === !thinking) return
    this.thinking.hidden = !thinking
    this.thinking.replaceChildren()
    if (thinking) this.thinking.append(h('span', { class: 'dots' }, h('i'), h('i'), h('i')), h('span', { class: 'sr' }, this.view.t('thinking')))
  }

  /** hold keeps the focus where it was when a message is drawn anew. */
  private hold(node: HTMLElement): void {
    node.tabIndex = -1
    const target = node.querySelector<HTMLElement>('.rate button') ?? node
    target.focus({ preventScroll: true })
  }

  private build(row: Row): HTMLElement {
    if (row.kind === 'day') return h('p', { class: 'day' }, h('span', {}, row.text))
    if (row.kind === 'mark') return h('p', { class: 'day' }, h('span', {}, this.view.t(row.mark)))
    return saidNode(row, this.view)
  }
}
