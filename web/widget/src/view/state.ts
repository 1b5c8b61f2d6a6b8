import { h, icon } from '../dom'
import { moment } from '../time'
import type { View } from './view'

/** State is the strip that tells what the customer should know: who comes when, and what does not work. */
export class State {
  readonly node = h('div', { class: 'state', role: 'status' })
  private shown = ''

  constructor(private view: View) {}

  update(): void {
    const [tone, text] = this.news()
    const anew = this.view.chat.thread.ended
    const shown = `${tone} ${text} ${anew}`
    if (shown === this.shown) return
    this.shown = shown
    this.node.className = `state ${tone}`
    this.node.hidden = !text
    this.node.replaceChildren()
    if (!text) return
    this.node.append(icon(tone === 'bad' ? 'cloud' : anew ? 'check' : 'clock'), h('p', {}, text))
    if (anew) {
      const start = () => {
        this.view.chat.anew()
        this.view.compose()
      }
      this.node.append(h('button', { type: 'button', class: 'quiet', onclick: start }, this.view.t('anew')))
    }
  }

  /** news is the one thing that matters most now, and how bad it is. */
  private news(now = Date.now()): [tone: string, text: string] {
    const { chat, t, lang } = this.view
    const { holder, wait, ended, entries } = chat.thread
    if (chat.link === 'lost') return ['bad', t('lost')]
    if (chat.link === 'busy') return ['bad', t('busy')]
    if (ended) return ['done', t('ended')]
    if (holder === 'queue') {
      if (wait?.outOfHours) {
        return ['wait', wait.opensAt && wait.opensAt > now ? t('awayUntil', { time: moment(lang, wait.opensAt, now) }) : t('away')]
      }
      if (!wait?.expectBy) return ['wait', t('waiting')]
      return ['wait', wait.expectBy > now ? t('waitingBy', { time: moment(lang, wait.expectBy, now) }) : t('waitingLate')]
    }
    if (chat.renewed && entries.length < 4) return ['wait', t('renewed')]
    return ['', '']
  }
}
