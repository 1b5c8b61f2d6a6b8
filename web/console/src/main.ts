import { createApp } from 'vue'
import App from './App.vue'
import { i18n, loadTexts } from './i18n'
import { router } from './router'
import { loadSession } from './session'
import './style/tokens.css'
import './style/base.css'
import './style/theme'

// Not awaited at the top: pieces of this module's chunk are needed by what it waits for.
void Promise.all([loadTexts(), loadSession()]).then(() => createApp(App).use(i18n).use(router).mount('#app'))
