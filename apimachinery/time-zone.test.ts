import { expect } from 'chai'
import { isTimeZone } from './time-zone.ts'

describe('the name of a time zone', () => {
  it('is known by its own letters, old names too', () => {
    expect(['Europe/Berlin', 'UTC', 'US/Pacific', 'Etc/GMT+1', 'America/Port_of_Spain'].every(isTimeZone))
      .to.equal(true)
  })

  it('is unknown in other letters', () => {
    expect(['europe/berlin', 'utc', 'us/pacific', 'Mars/Base', ''].some(isTimeZone)).to.equal(false)
  })
})
