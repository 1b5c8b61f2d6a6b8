import type { Page } from '@playwright/test'
import { Customer } from '../harness/customer.ts'
import { expect, test } from '../harness/test.ts'
import type { Locale } from '../harness/texts.ts'

// What editors and publishers do. Each test writes about something of its own, so that none finds another's articles.

const lamp = {
  en: { question: 'Can the quaint lamp be dimmed?', answer: 'Yes: turn its crown to the left.', better: 'Yes: turn its crown to the right.' },
  zh: { question: '古雅台灯可以调暗吗？', answer: '可以：向左旋转顶盖。', better: '可以：向右旋转顶盖。' },
}

/** The name of a language, as the console writes it. */
const named = (language: Locale, reader: Locale) => new Intl.DisplayNames([reader], { type: 'language' }).of(language)!

/** The part of a text's page for one language. */
const part = (page: Page, language: Locale, reader: Locale) => page.getByRole('region', { name: named(language, reader), exact: true })

async function press(page: Page, name: string) {
  await page.getByRole('main').getByRole('button', { name, exact: true }).click()
}

test('an article is written in two languages, reviewed, published, improved, and withdrawn', async ({ visit, server, language, t }) => {
  test.setTimeout(60_000)
  const asked = async () => {
    const customer = await Customer.arrives(server, language)
    const seq = await customer.says(lamp[language].question)
    const reply = await customer.awaits((e) => e.actor.kind === 'bot' && e.kind === 'message' && e.seq > seq)
    return reply.text
  }
  const editor = await visit('editor')
  await editor.goto('/console/articles')
  await editor.getByRole('link', { name: t('articles.new') }).click()
  for (const l of ['en', 'zh'] as const) {
    const text = part(editor, l, language)
    const write = text.getByRole('button', { name: t('articles.write', { language: named(l, language) }) })
    if (await write.isVisible()) await write.click()
    await text.getByRole('textbox', { name: t('editorial.field.question'), exact: true }).fill(lamp[l].question)
    await text.getByRole('textbox', { name: t('editorial.field.answer'), exact: true }).fill(lamp[l].answer)
  }
  await press(editor, t('editorial.create'))
  await expect(editor.getByText(t('editorial.done.save'))).toBeVisible()
  await press(editor, t('editorial.submit'))
  await expect(editor.getByText(t('editorial.done.submit'))).toBeVisible()
  await expect(editor.getByRole('button', { name: t('editorial.publish'), exact: true })).toBeHidden() // no publisher
  const address = new URL(editor.url()).pathname

  const publisher = await visit('publisher')
  await publisher.goto('/console/articles?state=in_review')
  await publisher.getByRole('link', { name: lamp[language].question }).click()
  await press(publisher, t('editorial.publish'))
  await expect(publisher.getByText(t('editorial.done.publish'))).toBeVisible()
  expect(await asked()).toBe(lamp[language].answer)

  await editor.goto(address)
  await part(editor, language, language).getByRole('textbox', { name: t('editorial.field.answer'), exact: true }).fill(lamp[language].better)
  await press(editor, t('editorial.save'))
  await expect(editor.getByText(t('editorial.done.save'))).toBeVisible()
  await press(editor, t('editorial.submit'))
  expect(await asked(), 'a draft changes nothing yet').toBe(lamp[language].answer)
  await publisher.goto(address)
  await press(publisher, t('editorial.publish'))
  await expect(publisher.getByText(t('editorial.done.publish'))).toBeVisible()
  expect(await asked()).toBe(lamp[language].better)

  await publisher.getByRole('tab', { name: t('editorial.versions') }).click()
  const differences = publisher.getByRole('region', { name: t('editorial.differences') })
  await expect(differences.locator('del')).not.toHaveCount(0)
  await expect(differences.locator('ins')).not.toHaveCount(0)

  await publisher.getByRole('button', { name: t('editorial.more'), exact: true }).click()
  await publisher.getByRole('menuitem', { name: t('editorial.archive.action') }).click()
  await publisher.getByRole('alertdialog').or(publisher.getByRole('dialog')).getByRole('button', { name: t('editorial.archive.action') }).click()
  await expect(publisher.getByText(t('editorial.archive.done'), { exact: true }).first()).toBeVisible()
  expect(await asked()).not.toBe(lamp[language].better)
})

test('whoever wrote a text does not publish it', async ({ visit, t, language }) => {
  const page = await visit('publisher') // also an editor
  await page.goto(`/console/articles/new?question=${encodeURIComponent('Who publishes this?')}&locale=${language}`)
  const text = part(page, language, language)
  await expect(text.getByRole('textbox', { name: t('editorial.field.question'), exact: true })).toHaveValue('Who publishes this?')
  await text.getByRole('textbox', { name: t('editorial.field.answer'), exact: true }).fill('Somebody else.')
  await press(page, t('editorial.create'))
  await press(page, t('editorial.submit'))
  await expect(page.getByText(t('editorial.turn.fourEyes'))).toBeVisible()
  await expect(page.getByRole('button', { name: t('editorial.publish'), exact: true })).toBeHidden()
})

test('what was not saved is there after a reload, and after leaving', async ({ visit, t, language }) => {
  const page = await visit('editor')
  await page.goto('/console/articles/opening-hours')
  const answer = part(page, language, language).getByRole('textbox', { name: t('editorial.field.answer'), exact: true })
  await answer.fill('A thought that is not saved yet.')
  await expect(page.getByText(t('editorial.unsaved'), { exact: true })).toBeVisible()
  await page.waitForTimeout(600)
  await page.reload()
  await expect(answer).toHaveValue('A thought that is not saved yet.')
})

test('two editors at the same article lose nothing', async ({ visit, server, t, language }) => {
  await server.hire('paul', 'Paul', 'editor').catch(() => {})
  await server.api('POST', '/v1/articles', { id: `both-${language}`, texts: { en: { question: 'Who was first?', answer: 'Nobody.' } } })
  const [first, second] = [await visit('editor'), await visit('publisher')]
  for (const page of [first, second]) await page.goto(`/console/articles/both-${language}`)
  const answer = (page: Page) => part(page, 'en', language).getByRole('textbox', { name: t('editorial.field.answer'), exact: true })
  for (const page of [first, second]) await expect(answer(page)).toHaveValue('Nobody.') // both have read it before one saves
  await answer(first).fill('The first.')
  await press(first, t('editorial.save'))
  await expect(first.getByText(t('editorial.done.save'))).toBeVisible()
  await answer(second).fill('The second.')
  await press(second, t('editorial.save'))
  const conflict = second.getByRole('alert', { name: t('editorial.conflict.title') })
  await expect(conflict).toContainText('The first.')
  await expect(conflict).toContainText('The second.')
  await conflict.getByRole('button', { name: t('editorial.conflict.merge') }).click()
  await press(second, t('editorial.save'))
  await expect(second.getByText(t('editorial.done.save'))).toBeVisible()
  expect((await server.api('GET', `/v1/articles/both-${language}`)).texts.en.answer).toBe('The second.')
})

test('articles are found by words, state, language and tag', async ({ visit, t, language }) => {
  const page = await visit('editor')
  await page.goto('/console/articles')
  const rows = page.getByRole('table').getByRole('row')
  await expect(rows).not.toHaveCount(1)
  await page.getByRole('searchbox', { name: t('articles.search') }).fill(language === 'zh' ? '门店几点营业' : 'When is the shop open')
  await expect(page.getByRole('link', { name: language === 'zh' ? '门店几点营业？' : /shop open/ })).toBeVisible()
  await page.getByRole('searchbox', { name: t('articles.search') }).fill('no article has these words')
  await expect(page.getByText(t('articles.noneFound'), { exact: true })).toBeVisible()
  await page.getByRole('button', { name: t('articles.all') }).click()
  await expect(rows.nth(2)).toBeVisible()
  await page.getByLabel(t('articles.state'), { exact: true }).selectOption('archived')
  await expect(page).toHaveURL(/state=archived/)
})

test('a question is tried, and the page says why', async ({ visit, t, language }) => {
  const page = await visit('editor')
  await page.goto('/console/try')
  await page.getByRole('textbox', { name: t('try.question') }).fill(language === 'zh' ? '门店几点营业？' : 'What are your opening hours?')
  await page.getByRole('main').getByRole('button', { name: t('try.ask'), exact: true }).click()
  await expect(page.getByText(t('try.verdict.answer'), { exact: true }).first()).toBeVisible()
  await expect(page.getByText(/10:00/).first()).toBeVisible()
  await expect(page.getByRole('heading', { name: t('try.candidates.title') })).toBeVisible()
  await page.getByRole('textbox', { name: t('try.question') }).fill('zorbly quux frimble')
  await page.getByRole('main').getByRole('button', { name: t('try.ask'), exact: true }).click()
  await expect(page.getByText(t('try.verdict.abstain'), { exact: true }).first()).toBeVisible()
})

test('a file is looked at line by line before it is imported', async ({ visit, server, t, language }) => {
  const page = await visit('editor')
  await page.goto('/console/import')
  const csv = ['id,locale,question,answer', `imp-${language}-1,en,Is the amber hat warm?,It is.`, `imp-${language}-2,en,Is there an answer?,`].join('\n')
  await page.locator('input[type=file]').setInputFiles({ name: 'new.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  const rows = page.getByRole('table', { name: t('import.rows') }).getByRole('row')
  await expect(rows.filter({ hasText: 'Is the amber hat warm?' })).toContainText(t('import.outcome.new'))
  await expect(rows.nth(2)).toContainText(t('import.outcome.invalid'))
  await expect(server.api('GET', `/v1/articles/imp-${language}-1`), 'nothing is written by looking').rejects.toThrow('404')
  await page.getByRole('button', { name: t('import.go.drafts', { n: 1 }) }).click()
  await page.getByRole('button', { name: t('import.submit.all', { n: 1 }) }).click()
  await expect(page.getByText(t('import.submit.done', { n: 1 }))).toBeVisible()
  expect((await server.api('GET', `/v1/articles/imp-${language}-1`)).state).toBe('in_review')
})

test('questions that found no answer stand together, and lead to an article', async ({ visit, server, t, language }) => {
  const question = language === 'zh' ? '你们卖不卖紫色的热气球？' : 'Do you sell purple hot-air balloons?'
  for (let i = 0; i < 2; i++) {
    const customer = await Customer.arrives(server, language)
    const seq = await customer.says(question)
    await customer.awaits((e) => e.actor.kind === 'bot' && e.seq > seq)
  }
  const page = await visit('editor')
  await page.goto('/console/gaps')
  const group = page.getByRole('main').getByRole('listitem').filter({ hasText: question }).first()
  await expect(group).toContainText('2')
  await group.getByRole('link', { name: t('gaps.write') }).click()
  await expect(part(page, language, language).getByRole('textbox', { name: t('editorial.field.question'), exact: true })).toHaveValue(question)
})

test('a sentence of the bot is changed and published', async ({ visit, server, t, language }) => {
  const editor = await visit('editor')
  await editor.goto('/console/phrases')
  await editor.getByRole('main').getByRole('link', { name: t('phrases.name.greeting_again'), exact: true }).click()
  await part(editor, language, language).getByRole('button', { name: t('phrases.writeOwn') }).click()
  const sentence = part(editor, language, language).getByRole('textbox', { name: t('editorial.field.sentence') })
  await sentence.fill(language === 'zh' ? '欢迎回来！✓' : 'Welcome back! ✓')
  await press(editor, t('editorial.create'))
  await expect(editor.getByText(t('editorial.done.save'))).toBeVisible()
  await press(editor, t('editorial.submit'))
  const publisher = await visit('publisher')
  await publisher.goto(new URL(editor.url()).pathname)
  await press(publisher, t('editorial.publish'))
  await expect(publisher.getByText(t('editorial.done.publish'))).toBeVisible()
  const id = new URL(editor.url()).pathname.split('/').pop()
  expect(JSON.stringify(await server.api('GET', `/v1/phrases/${id}`))).toContain('✓')
})

test('a word that must not be used is listed', async ({ visit, t, language }) => {
  const page = await visit('editor')
  await page.goto('/console/terms')
  await page.getByRole('main').getByRole('link', { name: t('terms.new') }).click()
  const words = part(page, language, language)
  await words.getByRole('textbox', { name: t('editorial.field.preferred') }).fill(language === 'zh' ? '降噪' : 'noise cancelling')
  await words.getByRole('button', { name: t('terms.addWord') }).click()
  await page.keyboard.type(language === 'zh' ? '消音' : 'sound killing')
  await press(page, t('editorial.create'))
  await expect(page.getByText(t('editorial.done.save'))).toBeVisible()
})
