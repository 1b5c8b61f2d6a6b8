import type { Page } from '@/pages'

const page: Page = {
  path: '/import',
  name: 'import',
  need: 'edit knowledge',
  nav: { group: 'knowledge', order: 60, icon: 'import' },
  component: () => import('./ImportPage.vue'),
}

export default page
