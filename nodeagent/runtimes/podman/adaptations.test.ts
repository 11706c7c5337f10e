import { expect } from 'chai'

import { containersConf, describeAdaptations, detectQuirks } from './adaptations.ts'

const quirky = { hybridCgroups: true, cannotRaiseLimits: true, noSystemd: true }

describe('the adaptations to a machine', () => {
  it('finds hybrid cgroups, a missing capability and a missing systemd', () => {
    const files: Record<string, string> = {
      '/proc/self/mounts': 'cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n',
      '/proc/self/status': 'CapEff:\t000001fffeffffff\n',
    }
    expect(detectQuirks((path) => files[path] ?? '', () => false)).to.deep.equal(quirky)
  })

  it('finds nothing on a usual machine', () => {
    const read = () => 'CapEff:\t000001ffffffffff\n'
    const quirks = detectQuirks(read, () => true)
    expect(describeAdaptations(quirks)).to.deep.equal([])
    expect(containersConf(quirks, '/w')).not.to.include('cgroupfs')
  })

  it('names the wrapper as runtime where limits cannot be raised', () => {
    expect(containersConf(quirky, '/w')).to.include('crun = ["/w"]').and.include('cgroup_manager = "cgroupfs"')
  })
})
