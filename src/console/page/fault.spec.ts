import { describe, expect, it } from '@jest/globals';
import { FieldFault, markFaults, once } from './fault.js';

const SUMMARY = '<div role="alert"><ul><li>Title must not be empty.</li><li>Don&#x27;t.</li></ul></div>';

describe('faults of a form', () => {
  it('stand at their field, tied to it, and lead there from the summary', () => {
    const page = markFaults(`${SUMMARY}<p id="hint">Short.</p><input id="title" name="title" required aria-describedby="hint">`, [new FieldFault('Title must not be empty.', 'title')]);
    expect(page).toContain('<li><a href="#title">Title must not be empty.</a></li>');
    expect(page).toContain('<p class="fault" id="title-fault">Title must not be empty.</p><input id="title" name="title" required aria-describedby="hint title-fault" aria-invalid="true">');
  });

  it('come together where a field has two, and are escaped', () => {
    const page = markFaults(`${SUMMARY}<textarea name="x" id="x">a</textarea>`, [new FieldFault('Don\'t.', 'x'), new FieldFault('<b> & more.', 'x')]);
    expect(page).toContain('<p class="fault" id="x-fault">Don&#x27;t. &lt;b&gt; &amp; more.</p><textarea name="x" id="x" aria-describedby="x-fault" aria-invalid="true">a</textarea>');
    expect(page).toContain('<li><a href="#x">Don&#x27;t.</a></li>');
  });

  it('stand behind the legend of a group', () => {
    expect(markFaults('<fieldset id="days"><legend>Days</legend><input id="mon"></fieldset>', [new FieldFault('Choose a day.', 'days')]))
      .toBe('<fieldset id="days" aria-describedby="days-fault"><legend>Days</legend><p class="fault" id="days-fault">Choose a day.</p><input id="mon"></fieldset>');
  });

  it('stay in the summary alone where the page has no such field, or the fault names none', () => {
    const page = `${SUMMARY}<input id="untitled">`;
    expect(markFaults(page, ['Title must not be empty.', new FieldFault('Don\'t.', 'title'), new FieldFault('x', 'tit.e')])).toBe(page);
  });

  it('are told once', () => {
    expect(once(['a', new FieldFault('a', 'x'), 'a', new FieldFault('a', 'x'), new FieldFault('b', 'x')]).map((fault) => `${typeof fault} ${String(fault)}`)).toEqual(['string a', 'object a', 'object b']);
  });
});
