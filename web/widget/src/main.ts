import { Chat } from './chat'
import { cleanCustomer, readConfig } from './config'
import { Panel } from './view/panel'

/** What a page may call; see docs/widget.md. Before the script is there, window.Baton is a list of such calls. */
interface Api {
  open(): void
  close(): void
  identify(customer: unknown): void
  on(event: string, listener: (detail: unknown) => void): void
  push(...calls: unknown[][]): void
}

declare global {
  interface Window {
    Baton?: Api | unknown[][]
  }
}

const script = document.currentScript as HTMLScriptElement | null
const warn = (what: string) => console.warn(`Baton: ${what}`)

function start(): void {
  const early = window.Baton
  if (early && !Array.isArray(early)) return warn('the widget is on this page already')

  const listeners: [string, (detail: unknown) => void][] = []
  const tell = (event: string, detail: unknown) => {
    for (const [name, listener] of listeners) {
      if (name !== event) continue
      try {
        listener(detail)
      } catch (error) {
        console.error(error)
      }
    }
  }

  const page = [document.documentElement.lang, navigator.language]
  const config = readConfig({ ...script?.dataset }, script?.src ?? location.origin, page, warn)
  let panel: Panel | undefined
  let unread = 0
  let state = ''
  const chat = new Chat(config, {
    changed() {
      if (!panel) return
      panel.update()
      if (unread !== chat.unread) tell('unread', (unread = chat.unread))
      const { holder, ended } = chat.thread
      const now = ended ? 'resolved' : holder
      if (state !== now) tell('state', { state: (state = now), name: chat.thread.with })
    },
    heard: ({ text, from, name }) => tell('message', { text, from, name }),
  })
  panel = new Panel(chat, config, (open) => tell(open ? 'open' : 'close', undefined))

  const api: Api = {
    open: () => panel.open(),
    close: () => panel.close(),
    identify: (customer) => chat.identify(cleanCustomer(customer)),
    on: (event, listener) => void listeners.push([event, listener]),
    push(...calls) {
      for (const [name, ...rest] of calls) {
        const method = api[name as keyof Api] as ((...rest: unknown[]) => void) | undefined
        if (method) method(...rest)
        else warn(`there is no ${String(name)}`)
      }
    },
  }
  window.Baton = api
  api.push(...(early ?? []))
  tell('ready', undefined)
}

if (document.body) start()
else document.addEventListener('DOMContentLoaded', start)
