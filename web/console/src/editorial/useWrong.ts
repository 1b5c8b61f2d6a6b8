import { useI18n } from 'vue-i18n'
import { messagesFor } from './fields'
import type { Editing } from './useEditing'

// What the server finds wrong with a field, as it says it, and our own sentence for it. What is not here stays as said.
const known: [RegExp, string][] = [
  [/^is (empty|missing|required)$/, 'empty'],
  [/^has (?<n>[\d,]+) characters, at most (?<most>[\d,]+) are allowed$/, 'long'],
  [/^has (?<n>\d+) entries, at most (?<most>\d+) are allowed$/, 'many'],
  [/without its partner/, 'brace'],
  [/^contains the control character/, 'control'],
  [/^must be later than valid_from$/, 'order'],
  [/^contains the preferred word itself$/, 'itself'],
  [/^must be 1 to 128 of the characters/, 'id'],
  [/^there is no \{(?<name>\w+)\}/, 'variable'],
  [/^at least one language is needed$/, 'languages'],
]

/** What is wrong with a field since the last attempt to save, for people. */
export function useWrong(editing: Editing) {
  const { t } = useI18n()
  const inWords = (message: string) => {
    for (const [pattern, name] of known) {
      const found = pattern.exec(message)
      if (found) return t(`editorial.wrong.${name}`, found.groups ?? {})
    }
    return message
  }
  return {
    inWords,
    wrong: (path: string) => messagesFor(editing.refused.value?.errors, path).map(inWords).join(' ') || undefined,
  }
}
