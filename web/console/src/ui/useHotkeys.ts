import { onMounted, onUnmounted } from 'vue'

/**
 * Keys for the whole page: `useHotkeys({ j: next, 'mod+enter': send })`. Plain keys are left alone while somebody types or
 * a dialog or menu is open; mod is Ctrl or ⌘.
 */
export function useHotkeys(keys: Record<string, (event: KeyboardEvent) => void>): void {
  const pressed = (event: KeyboardEvent) => {
    if (event.isComposing || event.defaultPrevented || event.altKey) return
    const mod = event.ctrlKey || event.metaKey
    const run = keys[(mod ? 'mod+' : '') + event.key.toLowerCase()]
    if (!run || (!mod && busy(event.target)) || document.querySelector('[role=dialog], [role=alertdialog]')) return
    event.preventDefault()
    run(event)
  }
  onMounted(() => window.addEventListener('keydown', pressed))
  onUnmounted(() => window.removeEventListener('keydown', pressed))
}

function busy(target: EventTarget | null): boolean {
  return target instanceof Element && !!target.closest('input, textarea, select, [contenteditable], [role=menu]')
}
