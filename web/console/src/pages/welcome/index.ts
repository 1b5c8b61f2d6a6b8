import type { Page } from '@/pages'
import { needsWelcome } from './setup'

const page: Page = {
  path: '/welcome',
  name: 'welcome',
  need: 'edit knowledge',
  nav: { group: 'admin', order: 90, icon: 'flag' },
  startHere: needsWelcome,
  component: () => import('./WelcomePage.vue'),
}

export default page
