import { onScopeDispose, ref } from 'vue'
import { sessionEnded, signedInAgain } from '@/session'
import { backoff } from './backoff'
import type { components } from './schema'

export type FeedItem = components['schemas']['FeedItem']
export type FeedListener = (news: FeedItem | 'refetch') => void

export const feedState = ref<'connecting' | 'live' | 'lost'>('connecting')

const listeners = new Set<FeedListener>()
let started = false
let source: EventSource | null = null
let failures = 0
let timer: ReturnType<typeof setTimeout> | undefined
let rest: ReturnType<typeof setTimeout> | undefined
let beat = Date.now()

/**
 * Hears what moves on. The feed does not resume, so after every connect the listener gets 'refetch': read your lists again.
 * Call it in setup; it ends with the component.
 */
export function useFeed(listener: FeedListener): void {
  listeners.add(listener)
  onScopeDispose(() => listeners.delete(listener))
  if (started) return
  started = true
  connect()
  addEventListener('online', connect)
  addEventListener('offline', lost)
  addEventListener('visibilitychange', watchHiding, true)
  setInterval(watchSleep, 15_000)
}

function tell(news: FeedItem | 'refetch') {
  listeners.forEach((listener) => listener(news))
}

function connect() {
  clearTimeout(timer)
  source?.close()
  source = new EventSource('/v1/feed')
  source.onopen = () => {
    failures = 0
    feedState.value = 'live'
    tell('refetch')
  }
  source.onmessage = (event) => tell(JSON.parse(event.data))
  source.addEventListener('refetch', () => tell('refetch'))
  source.onerror = lost
}

// The browser would try again by itself, but not after an error status, and not with growing pauses.
function lost() {
  source?.close()
  feedState.value = failures === 0 ? 'connecting' : 'lost'
  clearTimeout(timer)
  timer = setTimeout(retry, backoff(failures++))
}

async function retry() {
  if (await sessionEnded()) await signedInAgain()
  connect()
}

// A machine that slept may hold a connection that is dead without knowing it.
function watchSleep() {
  const slept = Date.now() - beat > 60_000
  beat = Date.now()
  if (slept && source) connect()
}

// A browser has six connections to a server without HTTP/2: a tab that nobody has looked at for a minute gives its one back.
function watchHiding() {
  clearTimeout(rest)
  if (document.hidden) rest = setTimeout(pause, 60_000)
  else if (!source) connect()
}

function pause() {
  clearTimeout(timer)
  source?.close()
  source = null
  feedState.value = 'connecting'
}
