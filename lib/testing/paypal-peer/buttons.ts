// The script, frame and window of PayPal's buttons, as far as PayPal's documentation tells how they work with a page: `Buttons(options)`
// gives `isEligible`, `render`, `close`; rendering ends in `onInit`; a press opens a window at once and asks `createOrder` for the
// order to show in it; what is decided there ends in `onApprove` or `onCancel`, and what goes wrong in `onError`.

/** Runs on the page that embeds the buttons. */
export const buttonsScript = (origin: string): string => `
(() => {
  const origin = ${JSON.stringify(origin)}
  const Buttons = (options) => {
    const frame = document.createElement('iframe')
    const say = (message) => frame.contentWindow.postMessage(message, origin)
    let orderID
    const heard = async ({ source, data }) => {
      if (source !== frame.contentWindow) return
      try {
        if (data.ready) options.onInit?.({}, { enable: async () => {}, disable: async () => {} })
        if (data.pressed) say({ show: (orderID = await options.createOrder({ paymentSource: 'paypal' }, {})) })
        if (data.decided === 'approved') await options.onApprove?.({ orderID, paymentSource: 'paypal' }, {})
        if (data.decided === 'canceled') await options.onCancel?.({ orderID }, {})
      } catch (error) {
        say({ shut: true })
        options.onError?.(error)
      }
    }
    return {
      isEligible: () => true,
      updateProps: async () => {},
      close: async () => { removeEventListener('message', heard); frame.remove() },
      render: async (container) => {
        if (typeof options.createOrder !== 'function') throw new Error('createOrder is required')
        addEventListener('message', heard)
        frame.src = origin + '/sdk/button'
        frame.title = 'PayPal'
        frame.setAttribute('height', String(options.style?.height ?? 45))
        frame.setAttribute('width', '100%')
        frame.setAttribute('frameborder', '0')
        container.append(frame)
      },
    }
  }
  window.paypal = { version: '5.0.peer', FUNDING: { PAYPAL: 'paypal' }, Buttons }
})()
`

/** The button itself, in a frame of PayPal's own: only it can open the window, in the press, before an order is known. */
export const buttonFrame = `<!doctype html><html lang="en"><title>PayPal</title>
<style>html, body { margin: 0; height: 100% } button { width: 100%; height: 100%; border: 0; background: #ffc439; font: 600 16px sans-serif }</style>
<button>PayPal</button>
<script>
  let opened, order, watch
  const tell = (message) => parent.postMessage(message, '*')
  const decide = (how) => { clearInterval(watch); opened.close(); tell({ decided: how }) }
  document.querySelector('button').onclick = () => {
    opened = window.open('about:blank', 'paypal', 'width=500,height=600')
    tell({ pressed: true })
  }
  addEventListener('message', ({ source, data }) => {
    if (source === parent && data.shut) opened?.close()
    if (source === parent && data.show) {
      opened.location = '/approve/' + data.show + '?window'
      watch = setInterval(() => { if (opened.closed) { clearInterval(watch); tell({ decided: 'canceled' }) } }, 100)
    }
    if (source === opened && data.decided) decide(data.decided)
  })
  tell({ ready: true })
</script></html>`

/** Where the customer agrees: as a page it leads back, as the buttons' window it tells them. */
export const approvalPage = (cancelUrl: string): string => `<!doctype html><html lang="en"><title>PayPal</title>
<form method="post"><button name="do" value="approve">Agree and pay</button></form><a href="${cancelUrl}">Cancel</a>
<script>
  if (new URLSearchParams(location.search).has('window')) {
    const decide = (how) => (event) => {
      event.preventDefault()
      const done = how === 'approved' ? fetch(location.pathname, { method: 'POST', body: 'do=approve', redirect: 'manual' }) : Promise.resolve()
      done.then(() => opener.postMessage({ decided: how }, '*'))
    }
    document.querySelector('form').onsubmit = decide('approved')
    document.querySelector('a').onclick = decide('canceled')
  }
</script></html>`
