<?php

// Who asks, and whether they may ask once more: both in one round trip.

declare(strict_types=1);

// The generic cell rate algorithm: a bucket's theoretical arrival time, in milliseconds of Redis's own clock. One is taken
// from each bucket or, where one is empty, from none.
const LIMIT = <<<'LUA'
    local now = redis.call('time')
    now = now[1] * 1000 + math.floor(now[2] / 1000)
    local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
    local arrivals = {}
    for place, key in ipairs(KEYS) do
        arrivals[place] = math.max(tonumber(redis.call('get', key) or '0'), now) + interval
        if arrivals[place] - now > burst then return 0 end
    end
    for place, key in ipairs(KEYS) do redis.call('set', key, arrivals[place], 'px', burst) end
    return 1
    LUA;

/** The person of the request's cookie; null where nobody is signed in. */
function person(): ?array
{
    $token = base64_decode(strtr($_COOKIE['slotboard'] ?? '', '-_', '+/'), true);
    if ($token === false || strlen($token) !== 32) {
        return null;
    }
    $hash = hash('sha256', $token);
    $session = "peers:session:$hash";
    // The person's bucket and the school's, so wide that they never refuse: what it costs is measured, not whom it stops.
    $limit = ["peers:limit:$hash", "peers:limit:{$_SERVER['PEERS_SCHOOL']}", '0.001', '60000'];
    $replies = redis()->pipeline()->get($session)->evalSha(sha1(LIMIT), $limit, 2)->exec();
    if ($replies[1] === false) {
        $replies[1] = redis()->eval(LIMIT, $limit, 2);
    }
    if ($replies[1] !== 1) {
        answer(429, ['type' => '/problems/too-many-requests', 'status' => 429]);
    }
    if (is_string($replies[0])) {
        return json_decode($replies[0], true);
    }
    $rows = ask(
        'select p.id, p.name, array_to_json(array(select role from person_role r
            where r.school_id = p.school_id and r.person_id = p.id)) as roles
           from session s join person p on p.school_id = s.school_id and p.id = s.person_id
          where s.school_id = ?::bigint and s.token_hash = ?::bytea and s.ended_at is null
            and s.expires_at > clock_timestamp() and p.blocked_at is null',
        [$_SERVER['PEERS_SCHOOL'], '\x' . $hash],
    );
    if ($rows === []) {
        return null;
    }
    $person = ['roles' => json_decode($rows[0]['roles'])] + $rows[0];
    redis()->set($session, json_encode($person), ['nx', 'ex' => 60]);
    return $person;
}
