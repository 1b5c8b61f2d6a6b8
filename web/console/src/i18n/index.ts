import { watch } from 'vue'
import { createI18n } from 'vue-i18n'
import { locale } from './locale'

export { locale } from './locale'

export const i18n = createI18n({
  legacy: false,
  locale: locale.value,
  fallbackLocale: 'en',
  missingWarn: import.meta.env.DEV,
  fallbackWarn: false,
  messages: {},
})

/** For code outside components; inside, useI18n(). */
export const t = i18n.global.t as (key: string, named?: Record<string, unknown>, count?: number) => string

const texts = { en: () => import('./texts.en'), zh: () => import('./texts.zh') }

/** Loads the texts of the language in use. */
export async function loadTexts(): Promise<void> {
  const wanted = locale.value
  const loaded = await texts[wanted]()
  i18n.global.setLocaleMessage(wanted, loaded.default)
  i18n.global.locale.value = wanted
  document.documentElement.lang = wanted === 'zh' ? 'zh-Hans' : 'en'
}

watch(locale, () => void loadTexts())
