import { h } from '../dom'
import type { FieldInput } from '../events'
import { toAnswer, type Said } from '../thread'
import type { View } from './view'

// What a fact is typed into. Facts told in the customer's own words have no input: the composer is the right place.
const inputs: Record<string, Record<string, string>> = {
  name: { type: 'text', autocomplete: 'name' },
  id: { type: 'text', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false' },
  postcode: { type: 'text', autocomplete: 'postal-code', autocapitalize: 'characters' },
  phone: { type: 'tel', autocomplete: 'tel' },
  email: { type: 'email', autocomplete: 'email' },
  amount: { type: 'text', inputmode: 'decimal', autocomplete: 'off' },
  date: { type: 'date' },
  time: { type: 'time' },
}

/** Question offers ways to answer what the bot has just asked: choices to click, or an input that fits the fact. */
export class Question {
  readonly node = h('div', { class: 'question', hidden: true })
  private shown = 0

  constructor(private view: View) {}

  /** update reports whether something else is asked than before. */
  update(): boolean {
    const { chat } = this.view
    const answering = chat.delivered().length > 0 || chat.waiting().some(({ write }) => write.op === 'say')
    const said = answering ? undefined : toAnswer(chat.thread)
    if ((said?.seq ?? 0) === this.shown) return false
    this.shown = said?.seq ?? 0
    const parts = said ? this.parts(said) : []
    this.node.replaceChildren(...parts)
    this.node.hidden = !parts.length
    return true
  }

  private parts(said: Said): HTMLElement[] {
    const { t } = this.view
    const choices = said.choices.length ? said.choices.map(({ text }) => text) : (said.input?.choices ?? []).map(({ label }) => label)
    if (choices.length) {
      const buttons = choices.map((text) => h('button', { type: 'button', class: 'choice', dir: 'auto', onclick: () => this.answer(text) }, text))
      return [h('div', { class: 'choices', role: 'group', 'aria-label': t('choose') }, ...buttons)]
    }
    const props = inputs[said.input?.type ?? '']
    return props && said.input ? [this.form(said.input, props)] : []
  }

  private form({ label, example }: FieldInput, props: Record<string, string>): HTMLElement {
    const { t } = this.view
    const input = h('input', { id: 'fact', required: true, maxlength: 200, placeholder: example, ...props })
    const submit = (event: Event) => {
      event.preventDefault()
      if (input.value.trim()) this.answer(input.value.trim())
    }
    return h(
      'form',
      { class: 'fact', onsubmit: submit },
      h('label', { for: 'fact' }, label || t('message')),
      h('div', {}, input, h('button', { class: 'main' }, t('sendThis'))),
      h('p', {}, t('freely')),
    )
  }

  private answer(text: string): void {
    this.view.chat.say(text)
    this.view.compose()
  }
}
