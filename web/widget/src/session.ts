import type { Config } from './config'
import { ask, json, Trouble, type Session } from './server'
import { browserStorage, Store } from './storage'

/** storeOf is where this browser keeps what belongs to the customer: each one's apart, and each server's. */
export function storeOf({ server, customer }: Config): Store {
  return new Store(browserStorage(), `baton ${server} ${customer?.external_id ?? ''} `)
}

/** savedIn is the conversation that this browser has with the site, if there is one. */
export function savedIn(store: Store): Session | undefined {
  const session = store.read<Session>('session')
  return typeof session?.id === 'string' && typeof session.token === 'string' ? session : undefined
}

/** begin opens a conversation. Its id is chosen here and kept, so that a request whose answer was lost is repeated. */
export async function begin({ server, locale, source, tags, customer }: Config, store: Store): Promise<Session> {
  const id = store.get('opening') ?? newId()
  store.set('opening', id)
  const claim = customer && { ...customer, issued_at: undefined, signature: undefined }
  // A site may say something the server refuses, such as a signature that is too old: that is for the site to mend, and
  // no reason to leave the customer alone.
  const wishes = [{ id, locale, source, tags, customer }, { id, locale, source, tags, customer: claim }, { id }]
  for (const [i, body] of wishes.entries()) {
    try {
      const session = await json<Session>(await ask(`${server}/v1/conversations`, { method: 'POST', body }))
      store.write('session', session)
      store.remove('opening')
      return session
    } catch (error) {
      const status = error instanceof Trouble ? error.status : 0
      if (status === 409) {
        store.remove('opening') // another tab was faster, or the page says something else than before
        throw new Trouble(0, 0, 'the id is taken')
      }
      if (status !== 422 || i === wishes.length - 1) throw error
      console.warn('Baton: what the page says about its customer was refused:', (error as Trouble).message)
    }
  }
  throw new Trouble(0, 0, 'unreachable')
}

/** newId is a random id; crypto.randomUUID is not there on pages without TLS. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
