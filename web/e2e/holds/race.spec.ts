import { Customer } from '../harness/customer.ts'
import { Desk } from '../harness/desk.ts'
import { expect, test } from '../harness/test.ts'

test('of two agents who claim the same case at once, one gets it and the other is told who', async ({ visit, server, t }) => {
  const customer = await Customer.waiting(server, 'en', undefined, 'Rita Race')
  const desks = await Promise.all([visit('agent'), visit('second')].map(async (page) => Desk.open(await page, t)))
  for (const desk of desks) await desk.choose('Rita Race')
  const sent: (() => void)[] = [] // both have clicked before either request goes out
  for (const { page } of desks) {
    await page.route('**/claim', async (route) => {
      await new Promise<void>((go) => {
        sent.push(go)
        if (sent.length === desks.length) sent.forEach((each) => each())
      })
      await route.continue()
    })
  }
  await Promise.all(desks.map((desk) => desk.button('desk.claim').click()))
  await expect.poll(() => sent.length).toBe(2)
  await expect(desks[0].button('desk.claim')).toBeHidden()
  let holder = ''
  await expect.poll(async () => {
    holder = (await server.api('GET', `/v1/conversations/${customer.conversation}`)).holder
    return holder
  }).toMatch(/^agent:(mina|jonas)$/)
  const [winner, loser] = holder === 'agent:mina' ? desks : [...desks].reverse()
  const name = holder === 'agent:mina' ? 'Mina' : 'Jonas'
  await expect(winner.conversation).toContainText(t('desk.yours'))
  await expect(loser.conversation).toContainText(t('desk.held_by', { name }))
  await expect(loser.conversation).not.toContainText(t('desk.yours'))
  await expect(loser.composer).toBeHidden()
  await expect(loser.page.getByText(t('desk.was_faster', { name }))).toBeVisible()
  const { events } = await server.api('GET', `/v1/conversations/${customer.conversation}/events`)
  expect(events.filter((e: { kind: string }) => e.kind === 'handoff_claimed')).toHaveLength(1)
})
