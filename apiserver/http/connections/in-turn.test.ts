import { expect } from 'chai'
import { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connectionLimits } from '../../../apimachinery/limits.ts'
import { inTurn } from './in-turn.ts'

/** A connection as Node keeps it: one response has the socket, the others wait for it. */
class Connection {
  destroyed = false
  _httpMessage: EventEmitter | null = null
  readonly #later: { response: EventEmitter; socket: Connection | null }[] = []
  readonly handled: string[] = []

  destroy(): void {
    this.destroyed = true
  }

  ask(name: string): void {
    const at = this._httpMessage === null
    const response = Object.assign(new EventEmitter(), { socket: at ? this : null })
    if (at) this._httpMessage = response
    else this.#later.push({ response, socket: this })
    inTurn({ socket: this } as unknown as IncomingMessage, response as unknown as ServerResponse, () =>
      this.handled.push(name))
  }

  answer(): void {
    const done = this._httpMessage
    this._httpMessage = this.#later.shift()?.response ?? null
    done?.emit('close')
  }
}

describe('requests on one HTTP/1.1 connection', () => {
  it('are handled one after the other, in their order', () => {
    const connection = new Connection()
    for (const name of ['a', 'b', 'c']) connection.ask(name)
    expect(connection.handled).to.deep.equal(['a'])
    connection.answer()
    expect(connection.handled).to.deep.equal(['a', 'b'])
    connection.ask('d')
    for (const _ of [1, 2, 3]) connection.answer()
    connection.ask('e')
    expect(connection.handled).to.deep.equal(['a', 'b', 'c', 'd', 'e'])
  })

  it('are forgotten with the connection', () => {
    const connection = new Connection()
    for (const name of ['a', 'b']) connection.ask(name)
    connection.destroy()
    connection.answer()
    expect(connection.handled).to.deep.equal(['a'])
  })

  it('cut it off when there is no end of them', () => {
    const connection = new Connection()
    for (let at = 0; at <= connectionLimits.pipelined; at++) connection.ask(`${at}`)
    expect(connection.destroyed).to.equal(false)
    connection.ask('one too many')
    expect(connection.destroyed).to.equal(true)
    expect(connection.handled).to.deep.equal(['0'])
  })
})
