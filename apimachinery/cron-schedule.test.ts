import { expect } from 'chai'
import { parseCronSchedule } from './cron-schedule.ts'

describe('a cron schedule', () => {
  it('is read field by field', () => {
    const { minutes, hours, weekdays, months, anyDay, anyWeekday } = parseCronSchedule('*/20 8-10 * jan,Mar mon-fri/2')
    expect([...minutes]).to.deep.equal([0, 20, 40])
    expect([...hours]).to.deep.equal([8, 9, 10])
    expect([...months]).to.deep.equal([1, 3])
    expect([...weekdays]).to.deep.equal([1, 3, 5])
    expect([anyDay, anyWeekday]).to.deep.equal([true, false])
  })

  it('may be a name, an interval, or come with a time zone', () => {
    expect([...parseCronSchedule('@weekly').weekdays]).to.deep.equal([0])
    expect(parseCronSchedule('@every 1h30m').every).to.equal(5_400_000_000_000n)
    expect(parseCronSchedule('TZ=Europe/Berlin @daily').timeZone).to.equal('Europe/Berlin')
  })

  const wrong: readonly (readonly [text: string, why: string])[] = [
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
    ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
    ['@never', 'unrecognized descriptor: @never'],
    ['@every soon', 'failed to parse duration @every soon: time: invalid duration "soon"'],
    ['@every 1h5', 'failed to parse duration @every 1h5: time: missing unit in duration "1h5"'],
    ['@every 5y', 'failed to parse duration @every 5y: time: unknown unit "y" in duration "5y"'],
    ['TZ=Mars/Base * * * * *', 'provided bad location Mars/Base: unknown time zone Mars/Base'],
  ]
  for (const [text, why] of wrong) {
    it(`is refused when it is ${text}`, () => {
      expect(() => parseCronSchedule(text)).to.throw(SyntaxError, why)
    })
  }
})
