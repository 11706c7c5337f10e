import { expect } from 'chai'
import fc from 'fast-check'
import { isGlobalUnicast } from './addresses.ts'
import { parseProxyName } from './proxy-name.ts'
import { rewriteHtml } from './rewrite-html.ts'
import { rewriteUrl } from './rewrite-url.ts'

const place = { prefix: '/api/v1/namespaces/n/pods/p/proxy', backendHost: '10.0.0.1:80', clientHost: 'localhost:8001' }
const through = (path: string) => `/api/v1/namespaces/n/pods/p/proxy${path}`

describe('rewriteUrl', () => {
  it('leads absolute addresses of the same host through the proxy', () => {
    expect(rewriteUrl('/a/b?c=d#e', place)).to.equal(through('/a/b?c=d#e'))
    expect(rewriteUrl('/', place)).to.equal(through('/'))
    expect(rewriteUrl('/a/', place)).to.equal(through('/a/'))
    expect(rewriteUrl('http://10.0.0.1:80/a', place)).to.equal(through('/a'))
    expect(rewriteUrl('http://localhost:8001/a', place)).to.equal(`http://localhost:8001${through('/a')}`)
  })

  it('leaves the rest alone', () => {
    for (const url of [
      'a/b', '', '#top', '?q=1', 'http://example.org/a', '//example.org/a', 'mailto:a@b', through('/a'),
    ]) {
      expect(rewriteUrl(url, place), url).to.equal(url)
    }
  })
})

describe('rewriteHtml', () => {
  const rewrite = (html: string) => rewriteHtml(html, (url) => rewriteUrl(url, place))

  it('rewrites the addresses of elements', () => {
    expect(rewrite('<a class=x href="/a">t</a><IMG src=/i.png><form action=\'/f?a=1&amp;b=2\'>'))
      .to.equal(`<a class=x href="${through('/a')}">t</a><IMG src=${through('/i.png')}><form `
        + `action='${through('/f?a=1&amp;b=2')}'>`)
  })

  it('leaves text, comments, scripts and other attributes alone', () => {
    for (const html of [
      '<p title="/a">/a</p>', '<!-- <a href="/a"> -->', '<script>x = \'<a href="/a">\'</script>', 'a < b',
      '<div href="/a">',
    ]) {
      expect(rewrite(html), html).to.equal(html)
    }
  })

  it('takes any text, and changes none where nothing is to be rewritten', () => {
    fc.assert(fc.property(fc.array(
      fc.constantFrom('<', '>', 'a', ' ', '"', "'", '=', '/', '!', '-', 'href', 'script', '<a href="', '<!--', '&'),
    ), (parts) => {
      expect(rewriteHtml(parts.join(''), (url) => url)).to.equal(parts.join(''))
    }), { numRuns: 1000 })
  })
})

describe('isGlobalUnicast', () => {
  it('is no loopback, link or group', () => {
    for (const ip of ['10.0.0.1', '8.8.8.8', '2001:db8::1', 'fd00::1']) expect(isGlobalUnicast(ip), ip).to.equal(true)
    for (const ip of [
      '', 'x', '0.0.0.0', '127.0.0.1', '169.254.169.254', '224.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1',
      'ff02::1', '::ffff:127.0.0.1',
    ]) {
      expect(isGlobalUnicast(ip), ip).to.equal(false)
    }
  })
})

describe('parseProxyName', () => {
  it('has a name, and may have a port and a scheme', () => {
    expect(parseProxyName('web')).to.deep.equal({ scheme: '', name: 'web', port: '' })
    expect(parseProxyName('web:http')).to.deep.equal({ scheme: '', name: 'web', port: 'http' })
    expect(parseProxyName('https:web:443')).to.deep.equal({ scheme: 'https', name: 'web', port: '443' })
    expect(parseProxyName(':web:')).to.deep.equal({ scheme: '', name: 'web', port: '' })
    for (const id of ['', ':80', 'ftp:web:80', 'a:b:c:d', 'http::80']) {
      expect(parseProxyName(id), id).to.equal(undefined)
    }
  })
})
