import { useI18n } from 'vue-i18n'
import { languageName } from './languages'

/** What a field is called: "texts.en.answer" is "Answer · English". */
export function useFieldLabels() {
  const { t, locale } = useI18n()
  return (path: string) => {
    const [group, language, name] = path.replace(/\[\d+\]$/, '').split('.') as [string, string?, string?]
    const field = t(`editorial.field.${name ?? (language ? 'sentence' : group)}`)
    return language ? `${field} · ${languageName(language, locale.value)}` : field
  }
}
