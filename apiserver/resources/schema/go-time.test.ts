import { expect } from 'chai'
import { microLayout, parseGoTime, secondsLayout } from './go-time.ts'

describe('parseGoTime', () => {
  it('reads a time in any zone, with one digit of the hour or two', () => {
    for (const text of [
      '2024-01-01T09:00:00Z', '2024-01-01T9:00:00Z', '2024-01-01T10:00:00+01:00', '2024-01-01T09:00:00,5Z',
    ]) {
      expect(parseGoTime(text, secondsLayout)).to.deep.include({ date: new Date('2024-01-01T09:00:00Z') })
    }
  })

  it('wants six digits of a second where the layout has them', () => {
    expect(parseGoTime('2024-01-01T09:00:00.120000Z', microLayout)).to.deep.include({ digits: '120000' })
  })

  const wrong: [string, typeof secondsLayout | typeof microLayout, string][] = [
    [
      '2024-01-01T00:00:00Z',
      microLayout,
      `parsing time "2024-01-01T00:00:00Z" as "${microLayout}": cannot parse "Z" as ".000000"`,
    ],
    [
      '2024-01-01T00:00:00.12Z',
      microLayout,
      `parsing time "2024-01-01T00:00:00.12Z" as "${microLayout}": cannot parse ".12Z" as ".000000"`,
    ],
    [
      '2024-01-01T00:00:00.1234567Z',
      microLayout,
      `parsing time "2024-01-01T00:00:00.1234567Z" as "${microLayout}": cannot parse "7Z" as "Z07:00"`,
    ],
    ['2024-02-30', secondsLayout, `parsing time "2024-02-30" as "${secondsLayout}": cannot parse "" as "T"`],
    ['yesterday', secondsLayout, `parsing time "yesterday" as "${secondsLayout}": cannot parse "yesterday" as "2006"`],
    ['2024-13-01T00:00:00Z', secondsLayout, 'parsing time "2024-13-01T00:00:00Z": month out of range'],
    ['2024-02-30T00:00:00Z', secondsLayout, 'parsing time "2024-02-30T00:00:00Z": day out of range'],
    ['2024-01-01T24:00:00Z', secondsLayout, 'parsing time "2024-01-01T24:00:00Z": hour out of range'],
    [
      '2024-01-01T00:00:00+25:00', secondsLayout,
      'parsing time "2024-01-01T00:00:00+25:00": time zone offset hour out of range',
    ],
    ['2024-01-01T00:00:00Z!', secondsLayout, 'parsing time "2024-01-01T00:00:00Z!": extra text: "!"'],
  ]
  for (const [text, layout, error] of wrong) {
    it(`says where ${text} does not fit ${layout}`, () => {
      expect(parseGoTime(text, layout)).to.eql({ error })
    })
  }
})
