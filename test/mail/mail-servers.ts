import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../src/platform/start/free-port.js';

/** A real Postfix that hands to a real Dovecot, on loopback and high ports, in a folder of their own. */
export interface MailServers {
  readonly smtpUrl: string;
  readonly imapUrl: (user: string) => string;
  /** The mails of a mailbox, as they lie on the disk. */
  mails(user: string): Promise<readonly string[]>;
  /** Hands a mail to Postfix as any sender would. */
  send(from: string, to: string, raw: Buffer): Promise<void>;
  stop(): Promise<void>;
}

export const DOMAIN = 'customers.example';
export const BOUNCES = 'bounces';
const PASSWORD = 'secret';

/** @param full  A mailbox that takes nothing any more. Whoever is not named has none. */
export async function startMailServers(users: readonly string[], full: string): Promise<MailServers> {
  const folder = await mkdtemp(join(tmpdir(), 'firstword-mail-'));
  await chmod(folder, 0o755);
  const [smtp, imap, lmtp] = [await freePort('127.0.0.1'), await freePort('127.0.0.1'), await freePort('127.0.0.1')];
  const dovecot = await startDovecot(join(folder, 'dovecot'), { imap, lmtp }, [...users, BOUNCES], full);
  const config = await writePostfix(join(folder, 'postfix'), { smtp, lmtp });
  run('postfix', ['-c', config, 'start']);
  await listening(smtp);
  return {
    smtpUrl: `smtp://127.0.0.1:${smtp}`,
    imapUrl: (user) => `imap://${user}%40${DOMAIN}:${PASSWORD}@127.0.0.1:${imap}/INBOX`,
    mails: (user) => mailsIn(join(folder, 'dovecot', 'mail', `${user}@${DOMAIN}`)),
    send: (from, to, raw) => handIn(smtp, from, to, raw),
    async stop() {
      spawnSync('postfix', ['-c', config, 'stop']);
      dovecot.kill('SIGTERM');
      await new Promise((resolve) => (dovecot.exitCode === null ? dovecot.once('exit', resolve) : resolve(null)));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startDovecot(base: string, ports: { imap: number; lmtp: number }, users: readonly string[], full: string): Promise<ChildProcess> {
  await mkdir(join(base, 'mail'), { recursive: true });
  const rows = [...users, full].map((user) => `${user}@${DOMAIN}:{PLAIN}${PASSWORD}::::::${user === full ? 'userdb_quota_rule=*:bytes=1' : ''}`);
  await writeFile(join(base, 'users'), `${rows.join('\n')}\n`);
  await writeFile(join(base, 'dovecot.conf'), `
base_dir = ${base}/run
log_path = ${base}/log
protocols = imap lmtp
ssl = no
disable_plaintext_auth = no
default_internal_user = dovecot
default_login_user = dovenull
mail_location = maildir:${base}/mail/%u
mail_uid = vmail
mail_gid = vmail
first_valid_uid = 1
recipient_delimiter = +
lmtp_rcpt_check_quota = yes
mail_plugins = quota
passdb {
  driver = passwd-file
  args = ${base}/users
}
userdb {
  driver = passwd-file
  args = ${base}/users
  default_fields = uid=mail gid=mail home=${base}/mail/%u
}
plugin {
  quota = maildir:User quota
  quota_rule = *:storage=100M
}
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${ports.lmtp}
  }
}
protocol lmtp {
  postmaster_address = postmaster@${DOMAIN}
}
`.replaceAll('vmail', 'mail'));
  run('chown', ['-R', 'mail:mail', join(base, 'mail')]);
  const dovecot = spawn('dovecot', ['-F', '-c', join(base, 'dovecot.conf')], { stdio: 'ignore' });
  await Promise.all([listening(ports.imap), listening(ports.lmtp)]);
  return dovecot;
}

async function writePostfix(base: string, { smtp, lmtp }: { smtp: number; lmtp: number }): Promise<string> {
  const [config, queue, data] = ['etc', 'queue', 'data'].map((name) => join(base, name)) as [string, string, string];
  for (const folder of [config, queue, data]) await mkdir(folder, { recursive: true });
  run('chown', ['postfix', data]);
  await writeFile(join(config, 'main.cf'), `
compatibility_level = 3.6
queue_directory = ${queue}
data_directory = ${data}
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = ${join(base, 'log')}
maillog_file_prefixes = ${base}
myhostname = mx.${DOMAIN}
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
virtual_mailbox_domains = ${DOMAIN}
virtual_transport = lmtp:inet:127.0.0.1:${lmtp}
recipient_delimiter = +
alias_maps =
local_recipient_maps =
relayhost = [127.0.0.1]:1
smtp_dns_support_level = disabled
`);
  const services = ['pickup unix n - n 60 1 pickup', 'cleanup unix n - n - 0 cleanup', 'qmgr unix n - n 300 1 qmgr', 'rewrite unix - - n - - trivial-rewrite', 'bounce unix - - n - 0 bounce', 'defer unix - - n - 0 bounce', 'trace unix - - n - 0 bounce', 'error unix - - n - - error', 'retry unix - - n - - error', 'lmtp unix - - n - - lmtp', 'anvil unix - - n - 1 anvil', 'proxymap unix - - n - - proxymap', 'postlog unix-dgram n - n - 1 postlogd'];
  await writeFile(join(config, 'master.cf'), `127.0.0.1:${smtp} inet n - n - - smtpd\n${services.join('\n')}\n`);
  return config;
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
}

async function mailsIn(maildir: string): Promise<readonly string[]> {
  const files = await Promise.all(['new', 'cur'].map(async (part) => (await readdir(join(maildir, part)).catch(() => [])).map((name) => join(maildir, part, name))));
  return Promise.all(files.flat().sort().map((file) => readFile(file, 'latin1')));
}

async function handIn(port: number, from: string, to: string, raw: Buffer): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk) => (heard += String(chunk)));
  const reply = async (code: string): Promise<void> => {
    while (!new RegExp(`^${code} `, 'm').test(heard)) {
      if (/^[45]\d\d /m.test(heard)) throw new Error(`Postfix says ${heard}`);
      await sleep(20);
    }
    heard = '';
  };
  await reply('220');
  for (const [line, code] of [['EHLO sender.example', '250'], [`MAIL FROM:<${from}>`, '250'], [`RCPT TO:<${to}>`, '250'], ['DATA', '354']] as const) {
    socket.write(`${line}\r\n`);
    await reply(code);
  }
  socket.write(raw);
  socket.write('\r\n.\r\n');
  await reply('250');
  socket.end('QUIT\r\n');
}

/** A server that never comes up ends in the test's own time-out. */
async function listening(port: number): Promise<void> {
  for (;;) {
    const up = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (up) return;
    await sleep(50);
  }
}
