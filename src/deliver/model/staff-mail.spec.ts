import { describe, expect, it } from '@jest/globals';
import { htmlOf, staffMail } from './staff-mail.js';

describe('a mail to a colleague', () => {
  it('has an id in the sender\'s domain, and asks machines not to answer', () => {
    const mail = staffMail('17', { to: 'ana@company.example', subject: 'S', text: 'Look.', html: null }, { name: 'Northwind', address: 'care@northwind.example', replyTo: 'ops@northwind.example' }, 'alert');
    expect(mail).toMatchObject({ messageId: '<staff.17@northwind.example>', replyTo: 'ops@northwind.example', headers: { 'Auto-Submitted': 'auto-generated', 'X-Firstword-Purpose': 'alert' } });
    expect(mail.html).toContain('<p>Look.</p>');
  });

  it('says in HTML what its text says, and lets nothing in it become markup', () => {
    const html = htmlOf('One <b>&\ntwo.\n\nSee https://a.example/x?y=1&z=2.');
    expect(html).toContain('<p>One &lt;b&gt;&amp;<br>two.</p>');
    expect(html).toContain('<a href="https://a.example/x?y=1&amp;z=2">https://a.example/x?y=1&amp;z=2</a>.');
  });
});
