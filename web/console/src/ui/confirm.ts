import { shallowRef } from 'vue'

export interface Question {
  title: string
  text?: string
  /** What the button says; by default the title's own words would be repeated, so say what happens: "Archive". */
  action?: string
  danger?: boolean
}

export const asked = shallowRef<(Question & { answer: (yes: boolean) => void }) | null>(null)

/** Asks before something is done: `if (await confirm({ title, text, danger: true })) …`. */
export function confirm(question: Question): Promise<boolean> {
  asked.value?.answer(false)
  return new Promise((resolve) => {
    asked.value = {
      ...question,
      answer: (yes) => {
        asked.value = null
        resolve(yes)
      },
    }
  })
}
