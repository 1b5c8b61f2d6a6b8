import { useI18n } from 'vue-i18n'
import type { Situation } from './situations'

/** What situations are called and when the bot is in them; of those that this page does not know, as the server says. */
export function useWords() {
  const { t, te } = useI18n()
  const or = (key: string, otherwise: string) => (te(key) ? t(key) : otherwise)
  return {
    name: (s: Situation) => or(`phrases.name.${s.name}`, s.name),
    when: (s: Situation) => or(`phrases.when.${s.name}`, s.when),
  }
}
