import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Customer } from '../harness/customer.ts'
import { Server } from '../harness/server.ts'

/** A shop in the middle of a working day. */
export interface Shop {
  server: Server
  /** Mina's case, by the language of its customer. */
  mine: Record<'en' | 'zh', string>
}

export async function openShop(): Promise<Shop> {
  const server = await Server.start()
  await oneIsLate(server)
  const as = Object.fromEntries(['mina', 'jonas', 'priya'].map((who) => [who, keyOf(server, who)])) as Record<'mina' | 'jonas' | 'priya', string>
  await knowledge(server, as.priya)
  await unanswered(server)
  const mine = await cases(server, as.mina, as.jonas)
  return { server, mine }
}

const keyOf = (server: Server, user: string) => server.command('key', 'create', '--name', 'screenshots', '--user', user, ...roleOf(user))
const roleOf = (user: string) => (user === 'priya' ? ['--role', 'editor'] : ['--role', 'agent'])

/** For a few seconds the front desk must be very quick, so that one case is late without waiting for it. */
async function oneIsLate(server: Server) {
  const addr = new URL(server.url).host
  await server.down('SIGTERM')
  const config = join(server.data, 'quick.yaml')
  const demo = readFileSync(join(import.meta.dirname, '../../../cmd/baton/demo/baton.yaml'), 'utf8')
  writeFileSync(config, demo.replace('deadlines: {claim: 5m, first_reply: 10m, resolve: 8h}', 'deadlines: {claim: 1s, first_reply: 2s, resolve: 8h}'))
  const binary = process.env.BATON_BINARY ?? join(import.meta.dirname, '../../../bin/baton')
  const quick = spawn(binary, ['serve', '--demo', '--config', config, '--data', server.data, '--addr', addr], { stdio: 'ignore' })
  await until(async () => (await fetch(`${server.url}/readyz`)).ok)
  const late = await Customer.waiting(server, 'en', 'I was charged twice for order TW204377 and I want my money back.', 'Anika Rao')
  await until(async () => (await server.api('GET', `/v1/handoffs/${late.handoff}`)).breaches?.length > 0)
  const gone = new Promise((resolve) => quick.once('exit', resolve))
  quick.kill('SIGTERM')
  await gone
  await server.up()
}

async function knowledge(server: Server, editor: string) {
  const { version, texts, tags } = await server.api('GET', '/v1/articles/late-delivery', undefined, editor)
  texts.en.answer += ' You need not do anything in the meantime.'
  texts.zh.answer += '期间您无需进行任何操作。'
  await server.api('PUT', '/v1/articles/late-delivery', { version, texts, tags }, editor)
  await server.api('POST', '/v1/articles/late-delivery/submit', {}, editor)
  await server.api('POST', '/v1/articles', {
    id: 'engraving', tags: ['orders'], texts: { en: { question: 'Can you engrave a name on the speaker?', answer: 'Not yet. We are looking into it.' } },
  }, editor)
  await server.api('POST', '/v1/phrases', { situation: 'greeting', texts: { en: 'Hello! How can we help with your Tidewren device today?', zh: '您好！关于 Tidewren 的产品，有什么可以帮您？' } }, editor)
  await server.api('POST', '/v1/terms', { id: 'power-bank', note: 'Not "charger".', words: { en: { preferred: 'power bank', forbidden: ['battery pack'] }, zh: { preferred: '充电宝', forbidden: ['移动电源'] } } }, editor)
}

async function unanswered(server: Server) {
  const questions: ['en' | 'zh', string][] = [
    ['en', 'do you rent projectors for events'], ['en', 'Can I sponsor your sailing team?'], ['zh', '店里能带狗进去吗'],
    ['en', 'Do you rent out projectors?'], ['zh', '能刻字吗？'], ['en', 'Do you sponsor school fairs?'], ['zh', '可以刻字吗'],
    ['en', 'Do you rent projectors?'], ['zh', '可以带宠物进去吗'],
  ]
  for (const [locale, text] of questions) {
    const customer = await Customer.arrives(server, locale)
    await customer.says(text)
    await customer.awaits((e) => e.act === 'notice' && e.seq > 4)
  }
}

async function cases(server: Server, mina: string, jonas: string): Promise<Record<'en' | 'zh', string>> {
  const claim = (handoff: string, who: string) => server.api('POST', `/v1/handoffs/${handoff}/claim`, {}, who)
  const say = (customer: Customer, text: string, who: string) =>
    server.api('POST', `/v1/conversations/${customer.conversation}/replies`, { text, reason: 'agreed with the warehouse' }, who)

  const robin = await Customer.waiting(server, 'en', 'My parcel arrived today and the speaker is cracked. I want my money back, order TW204518.', 'Robin Vale')
  const chen = await Customer.waiting(server, 'zh', '耳机左边没有声音，我要退款，订单号 TW310077。', '陈晓雯')
  await Customer.waiting(server, 'zh', '快递显示已签收，可是我没收到，请退款。', '李志明')
  await Customer.waiting(server, 'en', 'I want to be refunded for TW205120, the discount was not taken off.', 'Priscilla Tan')

  for (const customer of [robin, chen]) await claim(customer.handoff, mina)
  await say(robin, 'Hello Robin, this is Mina. I am sorry about the speaker. Could you send me a photo of the damage?', mina)
  await robin.says('Of course, I will send one tonight. The box was crushed at one corner.')
  await server.api('POST', `/v1/conversations/${robin.conversation}/notes`, { text: 'Third crushed box from this courier this week.' }, mina)
  await server.api('POST', `/v1/conversations/${robin.conversation}/tags`, { add: ['damaged'] }, mina)
  await say(chen, '您好，我是 Mina。很抱歉耳机出了问题，请问是什么时候开始没有声音的？', mina)
  await chen.says('昨天开始的，重启过也没用。')

  const done = await Customer.waiting(server, 'en', 'I want my money back for the returned case, TW203998.', 'Tom Albrecht')
  await claim(done.handoff, jonas)
  await say(done, 'Hello Tom, I have found your return and passed it on to our colleagues.', jonas)
  await server.api('POST', `/v1/handoffs/${done.handoff}/resolve`, { outcome: 'confirmed' }, jonas)

  const busy = await Customer.waiting(server, 'zh', '我要退款，音箱买重复了，订单 TW310210。', '王芳')
  await claim(busy.handoff, jonas)

  // Where the bot only suggests, an agent decides.
  const { id, token } = await server.api('POST', '/v1/conversations', { locale: 'en', tags: ['trial'], customer: { name: 'Jo Lim' } }, '')
  await server.api('POST', `/v1/conversations/${id}/messages`, { id: 'first', text: 'How long does delivery take?' }, token)
  return { en: robin.handoff, zh: chen.handoff }
}

async function until(what: () => Promise<boolean>) {
  for (const end = Date.now() + 20_000; ; await new Promise((resolve) => setTimeout(resolve, 200))) {
    if (await what().catch(() => false)) return
    if (Date.now() > end) throw new Error('waited 20 s in vain')
  }
}
