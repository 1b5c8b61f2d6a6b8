import { language, type Language } from './texts'

/** Who the site says the customer is; with a signature the server believes it. */
export interface Customer {
  external_id?: string
  name?: string
  email?: string
  attributes?: Record<string, string>
  issued_at?: string
  signature?: string
}

/** What the site has set on its script tag. */
export interface Config {
  server: string // origin and path of Baton, without a slash at the end
  language: Language // of the widget's own words
  locale?: string // told to the server, where it speaks it
  theme: 'auto' | 'light' | 'dark'
  position: 'left' | 'right'
  accent?: string
  title?: string
  greeting?: string
  source?: string
  tags: string[]
  customer?: Customer
}

/** Attributes of the tag as the browser gives them: data-accent is `accent`. */
type Attributes = Record<string, string | undefined>

/** readConfig makes the best of what stands on the tag; `warn` hears what could not be used. */
export function readConfig(data: Attributes, address: string, page: readonly string[], warn: (what: string) => void): Config {
  const oneOf = <T extends string>(name: string, allowed: readonly T[]): T => {
    const value = data[name]
    if (value && !allowed.includes(value as T)) warn(`data-${name} must be one of ${allowed.join(', ')}`)
    return allowed.find((one) => one === value) ?? (allowed[0] as T)
  }
  const locale = [data.locale, ...page].find((one) => one) ?? 'en'
  return {
    server: serverOf(data.server || address),
    language: language(locale),
    locale: /^(en|zh)\b/i.test(locale) ? locale.slice(0, 35) : undefined,
    theme: oneOf('theme', ['auto', 'light', 'dark']),
    position: oneOf('position', ['right', 'left']),
    accent: data.accent || undefined,
    title: data.title || undefined,
    greeting: data.greeting || undefined,
    source: data.source?.slice(0, 200) || undefined,
    tags: (data.tags ?? '').split(',').map((tag) => tag.trim()).filter((tag) => tag && tag.length <= 64).slice(0, 20),
    customer: data.customer ? readCustomer(data.customer, warn) : undefined,
  }
}

/** serverOf is where Baton is: where the script came from, unless the tag says otherwise. */
function serverOf(address: string): string {
  return address.replace(/[?#].*$/, '').replace(/\/widget\.js$/, '').replace(/\/+$/, '')
}

function readCustomer(text: string, warn: (what: string) => void): Customer | undefined {
  try {
    return cleanCustomer(JSON.parse(text))
  } catch {
    warn('data-customer is not JSON')
    return undefined
  }
}

/** cleanCustomer keeps the members that the server knows, as text: it refuses all others. */
export function cleanCustomer(given: unknown): Customer | undefined {
  if (typeof given !== 'object' || given === null) return undefined
  const from = given as Record<string, unknown>
  const customer: Customer = {}
  for (const name of ['external_id', 'name', 'email', 'issued_at', 'signature'] as const) {
    const value = from[name]
    if (typeof value === 'string' || typeof value === 'number') customer[name] = String(value)
  }
  if (typeof from.attributes === 'object' && from.attributes !== null) {
    const known = Object.entries(from.attributes).filter(([, value]) => value !== null && typeof value !== 'object')
    customer.attributes = Object.fromEntries(known.map(([name, value]) => [name, String(value)]))
  }
  return Object.keys(customer).length ? customer : undefined
}
