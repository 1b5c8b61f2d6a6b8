import { ref, watch, type Ref } from 'vue'

/** A value that this browser remembers. Where storage is full or forbidden it lasts as long as the page. */
export function saved<T>(key: string, otherwise: T, valid: (v: unknown) => boolean = () => true): Ref<T> {
  const value = ref(read(key, otherwise, valid)) as Ref<T>
  watch(value, (v) => write(key, v), { deep: true, flush: 'sync' })
  return value
}

export function read<T>(key: string, otherwise: T, valid: (v: unknown) => boolean = () => true): T {
  try {
    const text = localStorage.getItem(`baton:${key}`)
    const value = text === null ? undefined : JSON.parse(text)
    return value !== undefined && valid(value) ? value : otherwise
  } catch {
    return otherwise
  }
}

export function write(key: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(`baton:${key}`)
    else localStorage.setItem(`baton:${key}`, JSON.stringify(value))
  } catch {
    // full or forbidden
  }
}
