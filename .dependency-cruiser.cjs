// Which way imports run. Data flows declare → audience → compose → approve → deliver → hear → measure → evidence; imports point left only, and
// cross from one step to another at contract.ts (a module also imports earlier steps' modules, to be wired).
const STEPS = ['declare', 'audience', 'compose', 'approve', 'deliver', 'hear', 'measure', 'evidence'];
const PURE = '^src/[^/]+/(model/|contract\\.ts$)';
const PURE_PACKAGES = ['diff', 'ml-matrix', 'sms-segments-calculator', 'luxon', 'zod'];
const SPEC = '\\.spec\\.ts$';

/** Makes texts anew on an auditor's machine, where no module is wired. */
const OFFLINE = '^src/evidence/made-anew\\.ts$';

const npm = (...names) => `^node_modules/(@types/)?(${names.join('|')})(/|$)`;
const anyStep = `(${STEPS.join('|')})`;

const leftward = STEPS.map((step, index) => ({
  name: `left-of-${step}`,
  comment: `${step} sees earlier steps only by their contract.ts; its module also sees their modules.`,
  severity: 'error',
  from: { path: `^src/${step}/`, pathNot: [SPEC, `^src/${step}/${step}\\.module\\.ts$`, OFFLINE] },
  to: {
    path: `^src/${anyStep}/`,
    pathNot: [`^src/${step}/`, ...(index > 0 ? [`^src/(${STEPS.slice(0, index).join('|')})/contract\\.ts$`] : [])],
  },
}));

const modules = STEPS.map((step, index) => ({
  name: `module-of-${step}`,
  severity: 'error',
  from: { path: `^src/${step}/${step}\\.module\\.ts$` },
  to: {
    path: `^src/${anyStep}/`,
    pathNot: [`^src/${step}/`, ...(index > 0 ? [`^src/(${STEPS.slice(0, index).join('|')})/(contract|(${STEPS.slice(0, index).join('|')})\\.module)\\.ts$`] : [])],
  },
}));

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...leftward,
    ...modules,
    { name: 'what-is-made-anew-needs-no-service', severity: 'error', from: { path: OFFLINE }, to: { path: `^src/${anyStep}/`, pathNot: ['^src/evidence/', '^src/[^/]+/contract\\.ts$', '^src/compose/offline-plan\\.ts$'] } },
    {
      name: 'kernel-is-alone',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: SPEC },
      to: { pathNot: ['^src/kernel/', '^(node:)?crypto$', npm('libphonenumber-js')] },
    },
    {
      name: 'platform-knows-no-step',
      severity: 'error',
      // The bootstrap brings up what the service stands on, the capture included.
      from: { path: '^src/platform/', pathNot: [SPEC, '^src/platform/start/'] },
      to: { path: '^src/', pathNot: ['^src/(kernel|platform)/'] },
    },
    {
      name: 'pure-stays-pure',
      comment: 'Decisions know no framework, clock, database or file.',
      severity: 'error',
      from: { path: PURE, pathNot: SPEC },
      to: { pathNot: ['^src/kernel/', '^src/[^/]+/contract\\.ts$', '^src/[^/]+/model/', npm(...PURE_PACKAGES)] },
    },
    {
      name: 'typeorm-and-sql-in-store',
      severity: 'error',
      from: { path: `^src/(${[...STEPS, 'console', 'site', 'demo'].join('|')})/`, pathNot: [SPEC, '/store/'] },
      to: { path: npm('typeorm', 'pg', 'pg-copy-streams') },
    },
    { name: 'nodemailer-at-its-gateway', severity: 'error', from: { path: '^src/', pathNot: [SPEC, '^src/deliver/gateway/'] }, to: { path: npm('nodemailer') } },
    {
      name: 'twilio-at-its-doors',
      severity: 'error',
      from: { path: '^src/', pathNot: [SPEC, '^src/deliver/gateway/', '^src/hear/webhook/', '^src/capture/'] },
      to: { path: npm('twilio') },
    },
    {
      name: 'exercises-reach-nobody',
      comment: 'What sends exercises knows no gateway, no account and no way out of the machine, not by anything that it imports either.',
      severity: 'error',
      from: { path: '^src/deliver/exercise/', pathNot: SPEC },
      to: { path: ['^src/deliver/gateway/', '^src/capture/', npm('nodemailer', 'twilio', 'undici'), '^(node:)?(net|tls|dgram|http|http2|https|dns)(/|$)'], reachable: true },
    },
    {
      name: 'handlebars-in-the-engine-and-the-pages',
      severity: 'error',
      from: { path: '^src/', pathNot: [SPEC, '^src/compose/engine/', '^src/platform/pages/'] },
      to: { path: npm('handlebars') },
    },
    {
      name: 'front-doors-see-no-store',
      severity: 'error',
      from: { path: '^src/(console|site|demo)/', pathNot: SPEC },
      to: { path: '^src/[^/]+/(store|gateway|engine|webhook|jobs|http)/', pathNot: ['^src/(console|site|demo)/', '^src/platform/'] },
    },
    { name: 'nobody-imports-a-front-door', severity: 'error', from: { path: '^src/', pathNot: ['^src/(console|site|demo|client|cli\\.ts|main\\.ts|app\\.module\\.ts)', SPEC] }, to: { path: '^src/(console|site|demo|client)/' } },
    { name: 'capture-is-an-outsider', severity: 'error', from: { path: '^src/capture/', pathNot: SPEC }, to: { path: '^src/', pathNot: ['^src/capture/', '^src/kernel/'] } },
    {
      name: 'client-is-an-outsider',
      comment: 'The command line for people elsewhere knows the API alone; it shares how commands are written, and the verifier, which needs no service.',
      severity: 'error',
      from: { path: '^src/client/', pathNot: SPEC },
      to: { path: '^src/', pathNot: ['^src/client/', '^src/platform/start/(cli/command|node-version)\\.ts$', '^src/evidence/cli/verify\\.command\\.ts$'] },
    },
    { name: 'no-barrels', severity: 'error', from: {}, to: { path: '^src/.*/index\\.ts$' } },
    { name: 'no-tests-in-the-product', severity: 'error', from: { path: '^src/', pathNot: SPEC }, to: { path: '^test/' } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'], extensions: ['.ts', '.js', '.json'] },
  },
};
