/** A window as narrow as a phone: the chat takes all of it. */
const narrow = window.matchMedia('(max-width: 520px), (max-height: 480px)')

/** touch says that a focused field brings up a keyboard over half of the screen. */
export const touch = () => window.matchMedia('(pointer: coarse)').matches

export const fullScreen = () => narrow.matches

/** fit keeps the panel within what is left of the screen beside the on-screen keyboard. */
export function fit(panel: HTMLElement): void {
  const view = window.visualViewport
  const place = () => {
    panel.setAttribute('aria-modal', String(narrow.matches))
    panel.style.height = narrow.matches && view ? `${view.height}px` : ''
    panel.style.top = narrow.matches && view ? `${view.offsetTop}px` : ''
  }
  view?.addEventListener('resize', place)
  view?.addEventListener('scroll', place)
  narrow.addEventListener('change', place)
  place()
}
