import { Customer, said } from '../harness/customer.ts'
import { Desk } from '../harness/desk.ts'
import { expect, signIn, test } from '../harness/test.ts'

// What an agent does at the desk. Each test has a customer of its own, by whose name it finds the case.

const words = {
  en: {
    look: 'Let me look at your order.',
    blocked: 'We will refund you S$385.',
    warned: 'The warranty for headphones is 36 months.',
    approved: 'warranty of 24 months',
    chats: 'My parrot has learned to whistle the anthem.',
    asks: 'How long is the warranty on headphones?',
    search: 'warranty',
    order: 'Order number',
  },
  zh: {
    look: '我来看看您的订单。',
    blocked: '我们会退给您 385 元。',
    warned: '耳机保修 36 个月。',
    approved: '保修 24 个月',
    chats: '我家鹦鹉学会了吹口哨。',
    asks: '耳机保修多久？',
    search: '保修',
    order: '订单号',
  },
}

test('an agent claims a case, reads its card, and answers', async ({ visit, server, language, t }) => {
  const customer = await Customer.waiting(server, language, undefined, 'Ana Claim')
  const desk = await Desk.open(await visit('agent'), t)
  await desk.choose('Ana Claim')
  await expect(desk.details.getByText(t('desk.missing'))).toBeVisible()
  await expect(desk.details.getByRole('button', { name: `${t('desk.fill_in')} ${words[language].order}` })).toBeVisible()
  await desk.claim()
  await desk.reply(words[language].look)
  const heard = await customer.awaits((e) => e.kind === 'message' && e.text === words[language].look)
  expect(heard.actor).toMatchObject({ kind: 'agent', name: 'Mina' })
  await customer.says('TW204518')
  await expect(desk.said('TW204518')).toBeVisible() // live
  const fact = desk.details.getByRole('button', { name: /^TW204518/ }) // linked to its message
  await fact.click()
  await expect(desk.said('TW204518')).toBeInViewport()
})

test('the next case is one click away', async ({ visit, server, language, t }) => {
  await Customer.waiting(server, language, undefined, 'Ana Next')
  const secret = await server.hire(`new-${language}`, 'New', 'agent') // with nothing on the desk
  const page = await visit('visitor')
  await signIn(page, `new-${language}`, secret, t)
  await page.goto('/console/desk?view=mine')
  const desk = new Desk(page, t)
  await page.getByRole('button', { name: t('desk.take_next') }).click()
  await expect(desk.conversation).toContainText(t('desk.yours'))
  await expect(desk.composer).toBeFocused()
})

test('words that nobody approved do not leave', async ({ visit, server, language, t }) => {
  const customer = await Customer.waiting(server, language, undefined, 'Ana Words')
  const desk = await Desk.open(await visit('agent'), t)
  await desk.choose('Ana Words')
  await desk.claim()
  await desk.composer.fill(words[language].blocked)
  const verdict = desk.conversation.getByRole('region', { name: t('desk.wording') })
  await expect(verdict).toContainText(t('desk.blocked'))
  await desk.composer.press('Control+Enter')
  await expect(desk.composer).toHaveValue(words[language].blocked)

  await desk.composer.fill(words[language].warned)
  await expect(verdict).toContainText(t('desk.warned'))
  await verdict.getByRole('button', { name: t('desk.use_instead') }).first().click()
  await expect(desk.composer).toHaveValue(new RegExp(words[language].approved))

  await desk.composer.fill(words[language].warned)
  await expect(verdict).toContainText(t('desk.warned'))
  await desk.composer.press('Control+Enter')
  const reason = desk.conversation.getByRole('textbox', { name: t('desk.why_right') })
  await expect(reason).toBeFocused()
  await reason.fill('agreed with the supervisor')
  await reason.press('Enter')
  await expect(desk.said(words[language].warned)).toContainText(t('desk.sent_because', { reason: 'agreed with the supervisor' }))
  const seen = await customer.sees()
  expect(seen.filter((e) => e.actor.kind === 'agent' && e.kind === 'message').map((e) => e.text)).toEqual([words[language].warned])
  expect(JSON.stringify(seen)).not.toContain('agreed with the supervisor')
})

test('approved replies are found by "/" and by a button', async ({ visit, server, language, t }) => {
  await Customer.waiting(server, language, undefined, 'Ana Canned')
  const desk = await Desk.open(await visit('agent'), t)
  await desk.choose('Ana Canned')
  await desk.claim()
  await desk.composer.pressSequentially(`/${words[language].search}`)
  const options = desk.conversation.getByRole('listbox', { name: t('desk.canned') }).getByRole('option')
  await expect(options.first()).toContainText(words[language].search)
  await desk.composer.press('Enter')
  await expect(desk.composer).not.toHaveValue(/^\//)
  await expect(desk.composer).toHaveValue(/\S{4,}/)
  await desk.composer.fill('')
  await desk.conversation.getByRole('button', { name: t('desk.canned') }).click()
  await desk.conversation.getByRole('combobox', { name: t('desk.search_replies') }).fill(words[language].search)
  await expect(options.first()).toContainText(words[language].search)
  await options.first().click()
  await expect(desk.composer).toHaveValue(/\S{4,}/)
})

test('a reply is suggested, and sent only by whoever reads it', async ({ visit, server, language, t }) => {
  const customer = await Customer.waiting(server, language, undefined, 'Ana Suggest')
  const desk = await Desk.open(await visit('agent'), t)
  await desk.choose('Ana Suggest')
  await desk.claim()
  await desk.reply(words[language].look)
  await customer.says(words[language].chats)
  await expect(desk.said(words[language].chats)).toBeVisible()
  await desk.step('desk.suggest')
  const panel = desk.conversation.getByRole('region', { name: t('desk.suggested_reply') })
  await expect(panel).toContainText(t('desk.suggest_no_answer')) // nobody approved an answer to that
  await panel.getByRole('button', { name: t('ui.close') }).click()
  await expect(panel).toBeHidden()
  await expect(desk.composer).toBeFocused()

  await customer.says(words[language].asks)
  await expect(desk.said(words[language].asks)).toBeVisible()
  await desk.composer.press('Escape')
  await desk.page.keyboard.press('s')
  await expect(panel).toContainText(words[language].approved)
  await expect(panel).toContainText(t('desk.suggest_approved'))
  await expect(panel).toContainText(t('desk.wording_fine'))
  await expect(panel.getByRole('list', { name: t('desk.why_sources') })).toContainText(words[language].search)
  await expect(panel.getByRole('button', { name: t('desk.suggest_use') })).toBeFocused()
  await desk.page.keyboard.press('Enter')
  await expect(desk.composer).toHaveValue(new RegExp(words[language].approved))
  await expect(panel).toBeHidden()
  expect((await customer.sees()).filter((e) => e.kind === 'message' && e.actor.kind === 'agent')).toHaveLength(1)
  await desk.composer.press('Control+Enter')
  const heard = await customer.awaits((e) => e.kind === 'message' && e.actor.kind === 'agent' && !!e.text?.includes(words[language].approved))
  expect(heard.sources).toHaveLength(1)
})

test('what a model wrote about a case leads to what it rests on', async ({ visit, server, language, t }) => {
  await Customer.waiting(server, language, undefined, 'Ana Summary')
  const page = await visit('agent')
  let written = false
  await page.route('**/v1/handoffs/*', async (route) => { // no model here: the card gets what one would have written
    const answer = await route.fetch()
    const found = await answer.json()
    if (written && found.card) found.card.summary = [{ text: 'Wants the money back <b>now</b>', seq: found.card.want[0].seq }]
    await route.fulfill({ response: answer, json: found })
  })
  const desk = await Desk.open(page, t)
  await desk.choose('Ana Summary')
  await expect(desk.details.getByRole('heading', { name: t('desk.want') })).toBeVisible()
  await expect(desk.details.getByRole('heading', { name: t('desk.summary') })).toBeHidden()
  written = true
  await page.reload()
  const heading = desk.details.getByRole('heading', { level: 3 }).first()
  await expect(heading).toHaveText(t('desk.summary'))
  await desk.details.getByRole('button', { name: 'Wants the money back <b>now</b>' }).click()
  await expect(desk.thread.getByRole('listitem').filter({ hasText: said.refund[language] }).first()).toBeFocused()
})

test('notes, tags and facts', async ({ visit, server, language, t }) => {
  const customer = await Customer.waiting(server, language, undefined, 'Ana Notes')
  const desk = await Desk.open(await visit('agent'), t)
  await desk.choose('Ana Notes')
  await desk.claim()
  await desk.write('desk.note')
  await desk.conversation.getByRole('textbox', { name: t('desk.write_note') }).fill('Called twice, no answer.')
  await desk.step('desk.save_note')
  await expect(desk.said('Called twice, no answer.')).toContainText(t('desk.internal'))

  await desk.details.getByRole('textbox', { name: t('desk.add_tag') }).fill('call-back')
  await desk.details.getByRole('textbox', { name: t('desk.add_tag') }).press('Enter')
  await expect(desk.details.getByRole('button', { name: t('desk.remove_tag', { tag: 'call-back' }) })).toBeVisible()
  await desk.details.getByRole('button', { name: t('desk.remove_tag', { tag: 'call-back' }) }).click()
  await expect(desk.details.getByText('call-back', { exact: true })).toBeHidden()

  const order = words[language].order
  await desk.details.getByRole('button', { name: `${t('desk.fill_in')} ${order}` }).click()
  await desk.details.getByRole('textbox', { name: order }).fill('TW-204 518')
  await desk.details.getByRole('textbox', { name: order }).press('Enter')
  await expect(desk.details.getByText('TW204518')).toBeVisible()
  await desk.details.getByRole('button', { name: t('desk.edit_field', { field: order }) }).click()
  await desk.details.getByRole('textbox', { name: order }).fill('TW204519')
  await desk.details.getByRole('textbox', { name: order }).press('Enter')
  await expect(desk.details.getByText('TW204519')).toBeVisible()
  expect(JSON.stringify(await customer.sees())).not.toContain('Called twice')
})

test('a case is passed on, bounced, and returned', async ({ visit, server, language, t }) => {
  await Customer.waiting(server, language, undefined, 'Ana Pass')
  await Customer.waiting(server, language, undefined, 'Ana Bounce')
  await Customer.waiting(server, language, undefined, 'Ana Return')
  const desk = await Desk.open(await visit('agent'), t)

  await desk.choose('Ana Pass')
  await desk.claim()
  await desk.step('desk.transfer')
  const transfer = desk.dialog('desk.transfer_title')
  await transfer.getByLabel(t('desk.transfer_to')).selectOption('agent:jonas')
  await transfer.getByRole('button', { name: t('desk.transfer'), exact: true }).click()
  await expect(transfer.getByText(t('desk.reason_needed'))).toBeVisible()
  await transfer.getByLabel(t('desk.transfer_why')).fill('Jonas knows this customer')
  await transfer.getByRole('button', { name: t('desk.transfer'), exact: true }).click()
  await expect(transfer).toBeHidden()
  await expect(desk.row('Ana Pass')).toContainText('Jonas')
  await expect(desk.conversation).toContainText('Jonas knows this customer')

  await desk.choose('Ana Bounce')
  await desk.claim()
  await desk.more('desk.bounce')
  const bounce = desk.dialog('desk.bounce_title')
  await bounce.getByLabel(t('desk.bounce_why')).fill('Not ours')
  await bounce.getByRole('button', { name: t('desk.bounce'), exact: true }).click()
  await expect(bounce).toBeHidden()
  await expect(desk.conversation).toContainText('Not ours')

  await desk.choose('Ana Return')
  await desk.claim()
  await desk.more('desk.return')
  const back = desk.dialog('desk.return_title')
  await back.getByRole('button', { name: t('desk.return'), exact: true }).click()
  await expect(back).toBeHidden()
  await expect(desk.button('desk.take_over')).toBeVisible()
})

test('a case is resolved, opened again, and taken over by the supervisor', async ({ visit, server, language, t }) => {
  const customer = await Customer.waiting(server, language, undefined, 'Ana Resolve')
  const desk = await Desk.open(await visit('agent'), t)
  await desk.choose('Ana Resolve')
  await desk.claim()
  await desk.step('desk.resolve')
  const resolve = desk.dialog('desk.resolve_title')
  await resolve.getByRole('radio', { name: t('desk.outcome_confirmed') }).check()
  await resolve.getByRole('button', { name: t('desk.resolve'), exact: true }).click()
  await expect(resolve).toBeHidden()
  await customer.awaits((e) => e.kind === 'handoff_resolved')

  await desk.step('desk.reopen')
  const reopen = desk.dialog('desk.reopen_title')
  await reopen.getByRole('button', { name: t('desk.reopen'), exact: true }).click()
  await expect(reopen).toBeHidden()
  await expect(desk.conversation).toContainText(t('desk.yours'))

  const lead = await Desk.open(await visit('supervisor'), t)
  await lead.choose('Ana Resolve')
  await lead.conversation.getByRole('button', { name: t('desk.take_over') }).first().click()
  const takeover = lead.dialog('desk.takeover_title')
  await takeover.getByRole('button', { name: t('desk.take_over'), exact: true }).click()
  await expect(takeover).toBeHidden()
  await expect(lead.conversation).toContainText(t('desk.yours'))
  await expect(desk.conversation).toContainText(t('desk.held_by', { name: 'Hong' })) // live
})

test('an expert is asked behind the scene, and answers', async ({ visit, server, language, t }) => {
  const customer = await Customer.waiting(server, language, undefined, 'Ana Consult')
  const desk = await Desk.open(await visit('agent'), t)
  await desk.choose('Ana Consult')
  await desk.claim()
  await desk.write('desk.consult')
  await desk.conversation.getByRole('combobox', { name: t('desk.ask_whom') }).selectOption('agent:wei')
  await desk.conversation.getByRole('textbox', { name: t('desk.write_question') }).fill('Is this fault known?')
  await desk.step('desk.send_question')
  await expect(desk.said('Is this fault known?')).toContainText(t('desk.unanswered'))

  const page = await visit('expert')
  await page.goto(`/console/desk?conversation=${customer.conversation}`)
  const expert = new Desk(page, t)
  await expert.said('Is this fault known?').getByRole('button', { name: t('desk.answer') }).click()
  await expert.conversation.getByRole('textbox', { name: t('desk.write_question') }).fill('Yes, since the last update.')
  await expert.conversation.getByRole('form', { name: t('desk.composer') }).getByRole('button', { name: t('desk.send_answer') }).click()
  await expect(desk.said('Yes, since the last update.')).toBeVisible()
  await expect(desk.said('Is this fault known?')).not.toContainText(t('desk.unanswered'))
  expect(JSON.stringify(await customer.sees())).not.toContain('last update')
})

test("the bot's suggestion is used with one click", async ({ visit, server, language, t }) => {
  const { id, token } = await server.api('POST', '/v1/conversations', { locale: language, tags: ['trial'], customer: { name: 'Ana Suggest' } }, '')
  const text = language === 'zh' ? '门店几点营业？' : 'What are your opening hours?'
  await server.api('POST', `/v1/conversations/${id}/messages`, { id: '1', text }, token)
  const page = await visit('supervisor')
  await page.goto(`/console/desk?conversation=${id}`)
  const desk = new Desk(page, t)
  await desk.thread.getByRole('article').filter({ hasText: t('desk.suggests') }).getByRole('button', { name: t('desk.use') }).click()
  await expect(desk.composer).toHaveValue(/10:00/)
  await desk.composer.press('Control+Enter')
  await expect(desk.composer).toHaveValue('')
  const { events } = await server.api('GET', `/v1/conversations/${id}/events`, undefined, token)
  await expect.poll(async () => (await server.api('GET', `/v1/conversations/${id}/events`, undefined, token)).events.some((e: any) => e.actor.kind === 'agent' && /10:00/.test(e.text ?? ''))).toBe(true)
  expect(events.some((e: any) => e.actor.kind === 'bot' && /10:00/.test(e.text ?? '')), 'the bot itself only suggests').toBe(false)
})

test('what a customer changed or took back is shown as that', async ({ visit, server, language, t }) => {
  const customer = await Customer.waiting(server, language, undefined, 'Ana Edit')
  const first = await customer.says('It arrived on Munday')
  const second = await customer.says('My neighbour is a fool')
  const desk = await Desk.open(await visit('agent'), t)
  await desk.choose('Ana Edit')
  await expect(desk.said('It arrived on Munday')).toBeVisible()
  await customer.edits(first, 'It arrived on Monday')
  await customer.recalls(second)
  await expect(desk.said('It arrived on Monday')).toBeVisible()
  await desk.said('It arrived on Monday').getByRole('button', { name: t('desk.edited') }).click()
  await expect(desk.said('It arrived on Munday')).toBeVisible()
  await expect(desk.thread.getByText(t('desk.recalled'))).toBeVisible()
})

test('a draft survives a reload, each conversation has its own', async ({ visit, server, language, t }) => {
  await Customer.waiting(server, language, undefined, 'Ana Draft')
  await Customer.waiting(server, language, undefined, 'Ben Draft')
  const page = await visit('agent')
  const desk = await Desk.open(page, t)
  await desk.choose('Ana Draft')
  await desk.composer.fill('half a sent')
  await desk.choose('Ben Draft')
  await expect(desk.composer).toHaveValue('')
  await desk.composer.fill('another one')
  await page.reload()
  await expect(desk.composer).toHaveValue('another one')
  await desk.choose('Ana Draft')
  await expect(desk.composer).toHaveValue('half a sent')
})

test("a customer's earlier conversations are at hand, if it is certain who they are", async ({ visit, server, language, t }) => {
  const identity = await (await fetch(`${server.url}/shop/customer.json`)).json()
  const earlierQuestion = language === 'zh' ? '门店几点营业？' : 'What are your opening hours?'
  const earlier = await Customer.arrives(server, language, identity)
  await earlier.says(earlierQuestion)
  await earlier.awaits((e) => e.act === 'answer')
  const now = await Customer.waiting(server, language, undefined, undefined, identity)
  const page = await visit('supervisor')
  await page.goto(`/console/desk?conversation=${now.conversation}`)
  const desk = new Desk(page, t)
  await desk.details.getByRole('tab', { name: t('desk.customer') }).click()
  await expect(desk.details).toContainText(t('desk.verified_long'))
  await desk.details.getByRole('link').filter({ hasText: /10:00/ }).first().click()
  await expect(desk.said(earlierQuestion)).toBeVisible()
})

test('cases are filtered by queue, words and tag', async ({ visit, server, language, t }) => {
  const customer = await Customer.waiting(server, language, undefined, 'Ana Filter')
  await server.api('POST', `/v1/conversations/${customer.conversation}/tags`, { add: ['rare-tag'] })
  const page = await visit('agent')
  const desk = await Desk.open(page, t)
  await page.getByRole('searchbox', { name: t('desk.search') }).fill('nobody has this name')
  await expect(page.getByText(t('desk.none_found'))).toBeVisible()
  await page.getByRole('button', { name: t('desk.clear_filter') }).click()
  await page.getByRole('combobox', { name: t('desk.filter_tag') }).selectOption('rare-tag')
  await expect(desk.row('Ana Filter')).toHaveCount(1)
  await expect(desk.cases.getByRole('link')).toHaveCount(1)
})
