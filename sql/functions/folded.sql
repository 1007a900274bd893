-- Text as a search compares it: without case and without accents. Locks nothing.
create or replace function folded(p_text text) returns text
    language sql immutable strict parallel safe
    return lower(public.unaccent('public.unaccent', p_text));
comment on function folded is
    'Lower case without accents. Declared immutable: the dictionary named here changes only with the extension.';
grant execute on function folded to slotboard_api;
