import { Customer } from '../harness/customer.ts'
import { Server } from '../harness/server.ts'
import { expect, test } from '../harness/test.ts'

// A model service, as those see it who lead. That it fails is told to them and never to a customer.

test('without a model there is nothing to see', async ({ visit, t }) => {
  const page = await visit('supervisor')
  await page.goto('/console/overview')
  await page.getByRole('region', { name: t('overview.queues') }).waitFor()
  await expect(page.getByRole('region', { name: t('overview.model.title') })).toHaveCount(0)
})

test('a model service that is away: customers are answered all the same, and the overview says so', async ({ visit, language, t }) => {
  test.setTimeout(60_000)
  const server = await Server.start({ env: { BATON_MODEL_CHAT: 'any-model', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', BATON_MODEL_BUDGET_TOKENS: '100000' } })
  try {
    const page = await visit('supervisor', { server })
    await page.goto('/console/overview')
    const panel = page.getByRole('region', { name: t('overview.model.title') })
    await expect(panel).toContainText('any-model')
    await expect(panel.getByText(t('overview.model.health.good'), { exact: true })).toBeVisible()

    const customer = await Customer.arrives(server, language)
    const seq = await customer.says(language === 'zh' ? '这个音箱可以放在浴室里用吗？' : 'May I use that speaker in the bathroom?')
    await customer.awaits((e) => e.actor.kind === 'bot' && e.kind === 'message' && e.seq > seq)
    await page.reload()
    await expect(panel.getByText(t('overview.model.health.down'), { exact: true })).toBeVisible()
    await expect(panel).toContainText(t('overview.model.without.answers'))
    await expect(panel).toContainText(t('overview.model.of', { budget: (100_000).toLocaleString(language === 'zh' ? 'zh' : 'en') }))
  } finally {
    await server.discard()
  }
})
