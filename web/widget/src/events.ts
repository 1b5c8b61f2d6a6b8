/** The public events of a conversation, as far as the widget reads them. Members may be missing: servers differ in age. */
export interface PublicEvent {
  seq: number
  at: string
  kind: string
  actor?: { kind?: string; name?: string }

  // message
  id?: string
  text?: string
  locale?: string
  act?: string
  field?: string
  input?: FieldInput
  choices?: Choice[]
  sources?: Source[]
  attachments?: Attachment[]

  // what happens to a message
  target?: number
  helpful?: boolean

  // whose turn it is
  to?: string
  name?: string
  out_of_hours?: boolean
  opens_at?: string
  expect_by?: string
}

export interface Choice {
  text: string
  value?: string
}

export interface Source {
  article_id: string
  version: number
  title?: string
  url?: string // of the document that is quoted
}

export interface Attachment {
  name: string
  url?: string
  size?: number
}

/** How a fact that is asked for may be given. */
export interface FieldInput {
  type?: string
  label?: string
  example?: string
  choices?: { value: string; label: string }[]
}
