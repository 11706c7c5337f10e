'use strict'
const { reporters, Runner } = require('mocha')

/** Mocha's spec reporter, with the totals as the last line: `N passed, N failed`, and how many were skipped. */
module.exports = class Totals extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats
      process.stdout.write(`${passes} passed, ${failures} failed${pending ? `, ${pending} skipped` : ''}\n`)
    })
  }
}
