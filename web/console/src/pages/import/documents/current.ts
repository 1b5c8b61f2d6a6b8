import { createDocuments } from './useDocuments'

/** The import under way: it goes on, and keeps its files, while its sender looks at another page. */
export const current = createDocuments()

window.addEventListener('beforeunload', (event) => {
  if (current.running.value === 'import') event.preventDefault() // the browser asks whether to leave
})
