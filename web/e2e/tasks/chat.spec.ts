import { Chat } from '../harness/chat.ts'
import { expect, test } from '../harness/test.ts'

// What a customer does in the widget, on the demo shop's page.

const asks = {
  en: { hours: 'What are your opening hours?', answer: /10:00 to 20:00/, vague: 'Which headphones are waterproof?', choice: 'Are your products waterproof?' },
  zh: { hours: '门店几点营业？', answer: /10:00 至 20:00/, vague: '怎么重置', choice: 'Wren One 怎么重置？' },
} as const
const refund = { en: 'I want my money back', zh: '我要退款' } as const

test('a customer asks and gets the approved answer with its source, and says that it helped', async ({ visit, language }) => {
  const chat = await Chat.atTheShop(await visit('visitor'), language)
  await chat.says(asks[language].hours)
  const answer = chat.message(asks[language].answer)
  await expect(answer).toBeVisible()
  await answer.locator('summary', { hasText: chat.t('source') }).click()
  await expect(answer.locator('details')).toContainText(chat.t('from', { title: '' }).trim())
  await chat.button(`${chat.t('helpful')} ${chat.t('yes')}`).click()
  await expect(chat.window.getByText(chat.t('thanks'))).toBeVisible()
})

test('what did not help leads to a person', async ({ visit, language }) => {
  const chat = await Chat.atTheShop(await visit('visitor'), language)
  await chat.says(asks[language].hours)
  await chat.button(`${chat.t('helpful')} ${chat.t('no')}`).click()
  await expect(chat.window.getByText(chat.t('sorry'))).toBeVisible()
  await chat.log.getByRole('button', { name: chat.t('person') }).click()
  await chat.button(chat.t('personYes')).click()
  await expect(chat.window.getByText(chat.t('waitingShort'))).toBeVisible()
})

test('the bot asks which was meant, and the customer clicks it', async ({ visit, language }) => {
  const chat = await Chat.atTheShop(await visit('visitor'), language)
  await chat.says(asks[language].vague)
  await chat.window.getByRole('group', { name: chat.t('choose') }).getByRole('button', { name: asks[language].choice }).click()
  await expect(chat.log.locator('.own').last()).toContainText(asks[language].choice)
  await expect(chat.button(`${chat.t('helpful')} ${chat.t('yes')}`)).toBeVisible() // an answer came
  await expect(chat.window.getByRole('group', { name: chat.t('choose') })).toBeHidden()
})

test('a conversation is there again after a reload, with what was being written', async ({ visit, language }) => {
  const page = await visit('visitor')
  const chat = await Chat.atTheShop(page, language)
  await chat.says(asks[language].hours)
  await expect(chat.message(asks[language].answer)).toBeVisible()
  await chat.composer.fill('half a sent')
  await page.reload()
  if (!(await chat.composer.isVisible())) await chat.open()
  await expect(chat.own(asks[language].hours)).toHaveCount(1)
  await expect(chat.message(asks[language].answer)).toHaveCount(1)
  await expect(chat.composer).toHaveValue('half a sent')
})

test('a person is asked for, a fact is asked in a fitting field, and a colleague comes', async ({ visit, server, language }) => {
  const chat = await Chat.atTheShop(await visit('visitor'), language)
  await chat.says(refund[language])
  await expect(chat.window.getByText(chat.t('waitingShort'))).toBeVisible()
  await expect(chat.window.getByRole('status').filter({ hasText: new RegExp(chat.t('waitingBy', { time: '.*' })) })).toBeVisible()
  const field = chat.window.getByLabel(language === 'zh' ? '订单号' : 'Order number')
  await field.fill('TW204518')
  await field.press('Enter')
  await expect(chat.log.locator('.own').last()).toContainText('TW204518')
  await expect(field).toBeHidden()
  const id = await chat.conversation
  const mina = await server.keyOf('mina')
  const { handoff_id } = await server.api('GET', `/v1/conversations/${id}`)
  await server.api('POST', `/v1/handoffs/${handoff_id}/claim`, {}, mina)
  await expect(chat.window.getByText(chat.t('withShort', { name: 'Mina' }), { exact: false })).toBeVisible()
  await server.api('POST', `/v1/conversations/${id}/replies`, { id: 'hello', text: language === 'zh' ? '您好，我来看看。' : 'Hello, let me have a look.' }, mina)
  await expect(chat.log.locator('.their').last()).toContainText(language === 'zh' ? '我来看看' : 'let me have a look')
  await server.api('POST', `/v1/handoffs/${handoff_id}/resolve`, { outcome: 'confirmed' }, mina)
  await expect(chat.window.getByText(chat.t('ended'))).toBeVisible()
})

test('talking to a person can be asked for at any time', async ({ visit, language }) => {
  const chat = await Chat.atTheShop(await visit('visitor'), language)
  await chat.button(chat.t('person')).click()
  await chat.button(chat.t('cancel')).click()
  await expect(chat.log.locator('.own')).toHaveCount(0)
  await chat.button(chat.t('person')).click()
  await chat.button(chat.t('personYes')).click()
  await expect(chat.message(chat.t('personSays'))).toBeVisible()
  await expect(chat.window.getByText(chat.t('waitingShort'))).toBeVisible()
})

test('a message is edited, and another taken back', async ({ visit, server, language }) => {
  const chat = await Chat.atTheShop(await visit('visitor'), language)
  await chat.says('My name is Robyn')
  await chat.says('and this is wrong')
  const first = chat.message('My name is Rob')
  await first.hover()
  await first.getByRole('button', { name: chat.t('edit') }).click()
  await expect(chat.window.getByText(chat.t('editing'))).toBeVisible()
  await chat.composer.fill('My name is Robin')
  await chat.composer.press('Enter')
  await expect(first).toContainText('My name is Robin')
  await expect(first).toContainText(chat.t('edited'))
  const second = chat.message('and this is wrong')
  await second.hover()
  await second.getByRole('button', { name: chat.t('recall') }).click()
  await chat.button(chat.t('recallYes')).click()
  await expect(chat.message(chat.t('recalled'))).toBeVisible()
  await expect(chat.log).not.toContainText('and this is wrong')
  // The page shows at once what the server has yet to hear of.
  const id = await chat.conversation
  await expect.poll(async () => {
    const { events } = await server.api('GET', `/v1/conversations/${id}/events`)
    return events.map((e: { kind: string }) => e.kind).filter((kind: string) => /edited|recalled/.test(kind))
  }).toEqual(['message_edited', 'message_recalled'])
})

test('the shop vouches for its customer', async ({ visit, server, language }) => {
  const page = await visit('visitor')
  const chat = new Chat(page, language)
  await page.goto(language === 'zh' ? '/shop/zh.html' : '/shop/')
  await page.locator('#sign-in').click()
  await expect(page.locator('#order')).toBeVisible()
  await page.locator('#order [data-chat]').click()
  await chat.says(refund[language])
  await expect(chat.window.getByText(chat.t('waitingShort'))).toBeVisible()
  const conversation = await server.api('GET', `/v1/conversations/${await chat.conversation}`)
  expect(conversation.verified).toBe(true)
  expect(conversation.customer_name).toBeTruthy()
  // The order number is known from the profile: it is not asked again.
  await expect(chat.window.getByLabel(language === 'zh' ? '订单号' : 'Order number')).toBeHidden()
})

test('on a phone the chat takes the whole screen, and closes', async ({ visit, language }) => {
  const page = await visit('visitor', { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true })
  const chat = await Chat.atTheShop(page, language)
  await expect.poll(() => chat.window.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 800 })
  await chat.says(asks[language].hours)
  await expect(chat.message(asks[language].answer)).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await chat.window.getByRole('button', { name: chat.t('close') }).click()
  await expect(chat.window).toBeHidden()
})

test('the widget follows the theme of the system', async ({ visit, language }) => {
  const background = async (colorScheme: 'light' | 'dark') => {
    const chat = await Chat.atTheShop(await visit('visitor', { colorScheme }), language)
    return chat.window.evaluate((panel) => getComputedStyle(panel).backgroundColor)
  }
  expect(await background('light')).not.toBe(await background('dark'))
})
