'use strict'

const { execSync } = require('child_process')

// Called by the night job: node scripts/backup.cjs <folder>
const folder = process.argv[2]
const day = new Date().getDay()

execSync('git --version', { stdio: 'ignore' })
execSync('tar -czf backup-' + Number(day) + '.tgz ' + folder, { stdio: 'inherit' })
