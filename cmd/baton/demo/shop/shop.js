// The shop's own script. It talks to the chat through window.Baton, which takes calls also before the chat is loaded.
window.Baton = window.Baton || []

const order = document.getElementById('order')
const signIn = document.getElementById('sign-in')

for (const button of document.querySelectorAll('[data-chat]')) {
  button.addEventListener('click', () => window.Baton.push(['open']))
}

// The shop's server signs who its customer is, so that the chat need not take the page's word for it.
async function welcome() {
  const answer = await fetch('customer.json')
  if (!answer.ok) return
  window.Baton.push(['identify', await answer.json()])
  show(true)
}

function show(known) {
  order.hidden = !known
  signIn.hidden = known
  localStorage.setItem('tidewren', known ? 'signed in' : '')
}

signIn.addEventListener('click', welcome)
document.getElementById('sign-out').addEventListener('click', () => {
  window.Baton.push(['identify', null])
  show(false)
})

if (localStorage.getItem('tidewren')) welcome()
