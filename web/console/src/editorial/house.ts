import { shallowRef } from 'vue'
import { api, ok, type Schemas } from '@/api/client'

/** What editors need to know about this installation. */
export type House = Pick<Schemas['Setup'], 'four_eyes' | 'locales' | 'fallback' | 'variables' | 'fields'> & Partial<Pick<Schemas['Setup'], 'sites'>>

/** Until the server has answered, and if it cannot, the usual holds. */
export const house = shallowRef<House>({
  four_eyes: true,
  locales: ['en', 'zh'],
  fallback: 'en',
  variables: {},
  fields: [],
})
let asked: Promise<void> | undefined

/** Asks the server once. */
export function loadHouse(): Promise<void> {
  asked ??= ask().catch(() => {
    asked = undefined
  })
  return asked
}

async function ask() {
  house.value = ok(await api.GET('/v1/setup'))
}
