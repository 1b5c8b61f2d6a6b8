import { Chat } from '../harness/chat.ts'
import { Customer } from '../harness/customer.ts'
import { Desk } from '../harness/desk.ts'
import { Server } from '../harness/server.ts'
import { expect, test } from '../harness/test.ts'

// The server is killed, as a power cut does it, and comes back while people are at work.

test('a customer writes on while the server is gone: nothing is lost, nothing is there twice', async ({ visit, guard }) => {
  const server = await Server.start()
  try {
    guard.allowed.push(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE/)
    const chat = await Chat.atTheShop(await visit('visitor', { server }), 'en')
    await chat.says('How long is the warranty?')
    await expect(chat.message('24 months')).toBeVisible()
    await server.down()
    await chat.says('first, into the dark')
    await chat.says('second, into the dark')
    await chat.composer.fill('not sent yet')
    await expect(chat.window.getByText(chat.t('lost'))).toBeVisible()
    await expect(chat.own('first, into the dark')).toContainText(chat.t('unsent'))
    await server.up()
    await expect(chat.own('second, into the dark')).not.toContainText(chat.t('unsent'), { timeout: 15_000 })
    await expect(chat.window.getByText(chat.t('lost'))).toBeHidden()
    await expect(chat.composer).toHaveValue('not sent yet')
    for (const text of ['How long is the warranty?', 'first, into the dark', 'second, into the dark']) {
      await expect(chat.own(text)).toHaveCount(1)
    }
    const id = await chat.conversation
    await expect.poll(async () => {
      const { events } = await server.api('GET', `/v1/conversations/${id}/events`)
      const said = events.filter((e: { kind: string; actor: { kind: string } }) => e.kind === 'message' && e.actor.kind === 'customer')
      return said.map((e: { text: string }) => e.text)
    }).toEqual(['How long is the warranty?', 'first, into the dark', 'second, into the dark'])
  } finally {
    await server.discard()
  }
})

test('an agent works on while the server is gone: nothing is missed or doubled, the draft stays', async ({ visit, guard, t }) => {
  test.setTimeout(60_000)
  const server = await Server.start()
  try {
    guard.allowed.push(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE/)
    const customer = await Customer.waiting(server, 'en', undefined, 'Olga Outage')
    await Customer.waiting(server, 'en', undefined, 'Omar Other')
    const desk = await Desk.open(await visit('agent', { server }), t)
    await desk.choose('Olga Outage')
    await desk.claim()
    await desk.reply('before it went dark')
    await server.down()
    await desk.composer.fill('into the dark')
    await desk.composer.press('Control+Enter')
    await expect(desk.thread.getByText('into the dark')).toBeVisible()
    await desk.composer.fill('half a sent')
    const lost = desk.page.getByRole('main').getByText(t('shell.lost'))
    await lost.waitFor({ timeout: 15_000 })
    await server.up()
    await customer.says('after it came back')
    const late = await Customer.waiting(server, 'en', undefined, 'Lara Late')
    expect(late.handoff).toBeTruthy()
    await expect(desk.said('after it came back')).toHaveCount(1, { timeout: 20_000 })
    await expect(lost).toBeHidden()
    await expect(desk.composer).toHaveValue('half a sent')
    const again = desk.thread.getByRole('button', { name: t('desk.send_again') })
    if (await again.isVisible()) await again.click()
    await expect(desk.said('into the dark')).toHaveCount(1)
    await expect(desk.thread.getByText('into the dark')).toHaveCount(1)
    await expect(desk.said('before it went dark')).toHaveCount(1)
    for (const name of ['Lara Late', 'Omar Other', 'Olga Outage']) {
      await desk.page.getByRole('searchbox', { name: t('desk.search') }).fill(name)
      await expect(desk.row(name)).toHaveCount(1)
    }
    const seen = (await customer.sees()).filter((e) => e.kind === 'message' && e.actor.kind === 'agent').map((e) => e.text)
    expect(seen).toEqual(['before it went dark', 'into the dark'])
  } finally {
    await server.discard()
  }
})
