import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { Chat } from '../harness/chat.ts'
import { pdf } from '../harness/pdf.ts'
import { Server } from '../harness/server.ts'
import { expect, test as base } from '../harness/test.ts'
import type { Locale } from '../harness/texts.ts'

// Documents, from the file to the customer. The server is one where editors publish without a second pair of eyes.

const test = base.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start({ env: { BATON_KNOWLEDGE_FOUR_EYES: 'false' } })
      await use(server)
      await server.discard()
    },
    { scope: 'worker' },
  ],
})

const manual = {
  en: {
    file: 'aquarium-manual.md',
    text: '# Aquarium manual\n\n## Cleaning the filter\n\nRinse the filter sponge of the aquarium every three weeks in lukewarm water. Never use soap. The pump stays switched off for that time.\n\n## Feeding\n\n| Fish | Grams a day |\n| --- | --- |\n| Guppies | 2 |\n| Carp | 40 |\n',
    question: 'How often do I rinse the filter sponge of the aquarium?',
    answer: 'every three weeks',
    changed: ['every three weeks', 'every four weeks'],
    title: 'Cleaning the filter',
  },
  zh: {
    file: 'aquarium-manual.md',
    text: '# 鱼缸手册\n\n## 清洗过滤棉\n\n鱼缸的过滤棉每三周用温水冲洗一次。请勿使用洗涤剂。清洗期间请关闭水泵。\n\n## 喂食\n\n| 鱼 | 每天克数 |\n| --- | --- |\n| 孔雀鱼 | 2 |\n| 鲤鱼 | 40 |\n',
    question: '鱼缸的过滤棉多久冲洗一次？',
    answer: '每三周',
    changed: ['每三周', '每四周'],
    title: '清洗过滤棉',
  },
} satisfies Record<Locale, object>

const folder = 'https://docs.tidewren.example/manuals/'

async function drop(page: Page, ...files: { name: string; buffer: Buffer }[]) {
  await page.locator('input[type=file]:not([webkitdirectory])').setInputFiles(files.map((f) => ({ mimeType: 'application/octet-stream', ...f })))
}

/** Nothing that axe-core calls serious or critical. */
async function accessible(page: Page) {
  const { violations } = await new AxeBuilder({ page: page as never }).analyze()
  expect(violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id} ${v.nodes[0]?.target}`)).toEqual([])
}

async function ask(chat: Chat, question: string, answer: string | RegExp) {
  await chat.says(question)
  const message = chat.log.locator('.their').filter({ hasText: answer })
  await expect(message).toBeVisible({ timeout: 15_000 })
  return message
}

test('a document is imported and published, and the chat quotes it with a link; a change touches only what changed', async ({ visit, language, t }) => {
  test.setTimeout(90_000)
  const { file, text, question, answer, changed, title } = manual[language]
  const page = await visit('publisher')
  await page.goto('/console/import')
  await page.getByRole('tab', { name: t('import.as.documents') }).click()
  await page.getByLabel(t('import.documents.link.label')).waitFor({ state: 'hidden' }) // asked when there is something to read
  await drop(page, { name: file, buffer: Buffer.from(text) }, { name: 'damaged.pdf', buffer: Buffer.from('%PDF-1.4 nothing more') })
  const rows = page.getByRole('table', { name: t('import.documents.table') }).getByRole('row')
  await expect(rows.filter({ hasText: file })).toContainText(`${t('import.outcome.new')} 2`)
  await expect(rows.filter({ hasText: 'damaged.pdf' }), 'a damaged file is named and stops nothing').toContainText(t('import.outcome.invalid'))
  await rows.filter({ hasText: file }).getByRole('button').click()
  await expect(page.getByRole('table').getByText(title)).toBeVisible()
  await accessible(page)
  await page.getByRole('button', { name: t('import.file.remove', { name: 'damaged.pdf' }) }).click()

  await page.getByLabel(t('import.documents.link.label')).fill(folder)
  await page.getByLabel(t('import.publish.now')).check()
  const write = page.getByRole('button', { name: t('import.documents.go.publish', { n: 2 }) })
  await write.click()
  await expect(page.getByRole('status').filter({ hasText: /2/ }).first()).toBeVisible()
  await expect(write).toBeHidden()

  const chat = await Chat.atTheShop(await visit('visitor'), language)
  const message = await ask(chat, question, answer)
  await expect(message).toHaveClass(/their/)
  const source = message.getByRole('link', { name: new RegExp(title) })
  await expect(source).toHaveAttribute('href', folder + file)
  await expect(source).toHaveAttribute('rel', 'noopener noreferrer')
  await expect(source).toHaveAttribute('target', '_blank')
  await accessible(chat.page)

  await page.getByRole('button', { name: t('import.another') }).click()
  await drop(page, { name: file, buffer: Buffer.from(text.replace(changed[0]!, changed[1]!)) })
  await expect(rows.filter({ hasText: file })).toContainText(`${t('import.outcome.changed')} 1`)
  await expect(rows.filter({ hasText: file })).toContainText(`${t('import.outcome.unchanged')} 1`)
  await page.getByRole('button', { name: t('import.documents.go.publish', { n: 1 }) }).click()
  await expect(page.getByRole('button', { name: t('import.another') })).toBeVisible()
  const later = await Chat.atTheShop(await visit('visitor'), language)
  await ask(later, question, changed[1]!)
})

test('a PDF is quoted with its page known to the editors', async ({ visit, t }) => {
  test.setTimeout(60_000)
  const page = await visit('publisher')
  await page.goto('/console/import')
  await page.getByRole('tab', { name: t('import.as.documents') }).click()
  await drop(page, {
    name: 'kayak.pdf',
    buffer: pdf(
      ['Kayak handbook', 'This handbook is about the touring kayak and how it is kept in good order.'],
      ['Storing the kayak', 'Store the kayak upside down in a shaded place. The hull must be dry before winter.', 'A kayak that is stored in the sun fades within one season.'],
    ),
  })
  const rows = page.getByRole('table', { name: t('import.documents.table') }).getByRole('row')
  await expect(rows.filter({ hasText: 'kayak.pdf' })).toContainText(t('import.outcome.new'))
  await page.getByLabel(t('import.documents.link.label')).fill(folder)
  await page.getByLabel(t('import.publish.now')).check()
  await page.getByRole('button', { name: new RegExp(t('import.documents.go.publish', { n: 0 }).replace('0', '\\d+')) }).click()
  await expect(page.getByRole('button', { name: t('import.another') })).toBeVisible()

  await page.goto('/console/articles?kind=passage&q=upside')
  await page.getByRole('table').getByRole('link').first().click()
  const origin = page.getByRole('region', { name: t('editorial.origin.title') })
  await expect(origin).toContainText('kayak.pdf')
  await expect(origin.getByRole('definition').filter({ hasText: /^2$/ })).toBeVisible()

  const chat = await Chat.atTheShop(await visit('visitor'), 'en')
  const message = await ask(chat, 'How do I store the kayak?', /upside down/)
  await expect(message.getByRole('link').last()).toHaveAttribute('href', /^https:\/\/docs\.tidewren\.example\/manuals\/kayak\.pdf/)
})

test('a table is read as one, by editors and by customers', async ({ visit, server, language }) => {
  const form = new FormData()
  const text = language === 'zh' ? '# 露营\n\n## 租帐篷费用\n\n| 帐篷 | 每晚费用 |\n| --- | --- |\n| 双人帐篷 | 18 欧元 |\n| 家庭帐篷 | 31 欧元 |\n' : '# Camping\n\n## Tent rental fees\n\n| Tent | Fee a night |\n| --- | --- |\n| Two-person tent | 18 euros |\n| Family tent | 31 euros |\n'
  form.append('files', new Blob([text]), `tents-${language}.md`)
  const answer = await fetch(`${server.url}/v1/knowledge/documents?publish=true&link=${encodeURIComponent(folder)}`, {
    method: 'POST', headers: { Authorization: `Bearer ${await server.keyOf('elena')}` }, body: form,
  })
  expect(answer.status).toBe(200)
  const page = await visit('editor')
  await page.goto(`/console/articles?kind=passage&q=${encodeURIComponent(language === 'zh' ? '家庭帐篷' : 'Family tent')}`)
  await page.getByRole('table').getByRole('link').first().click()
  await expect(page.getByRole('cell', { name: language === 'zh' ? '31 欧元' : '31 euros' })).toBeVisible()
  await accessible(page)

  const chat = await Chat.atTheShop(await visit('visitor'), language)
  const message = await ask(chat, language === 'zh' ? '家庭帐篷每晚费用多少？' : 'What is the fee a night for the family tent rental?', /31/)
  await expect(message.getByRole('cell', { name: /31/ })).toBeVisible()
})
