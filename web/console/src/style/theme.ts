import { watchEffect } from 'vue'
import { saved } from '@/saved'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export const theme = saved<Theme>('theme', 'system', (v) => themes.includes(v as Theme))

watchEffect(() => {
  document.documentElement.dataset.theme = theme.value
})
