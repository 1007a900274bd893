<?php

// What open pages are told of a booking: the board's version and the slot, and to the people that something of theirs has
// changed. The names and the script are Slotboard's own (Sources/Store), so that its pages hear of these bookings, too.

declare(strict_types=1);

const PUBLISH = <<<'LUA'
    local known = tonumber(redis.call('get', KEYS[1]) or '-1')
    if known < tonumber(ARGV[1]) then redis.call('set', KEYS[1], ARGV[1]) end
    return redis.call('publish', ARGV[2], ARGV[3])
    LUA;

function tell(array $row, array $slot): void
{
    $school = $_SERVER['PEERS_SCHOOL'];
    $epoch = $_SERVER['PEERS_EPOCH'];
    $version = (string) $row['version'];
    $board = '{' . $school . ':' . $row['teacher_id'] . '}';
    $json = json_encode($slot, JSON_UNESCAPED_SLASHES);
    $arguments = [
        "slotboard:$epoch:$board:version",
        $version,
        "slotboard:$board:changes",
        "$epoch $version\n{$slot['id']} $version $json",
    ];
    $pipeline = redis()->pipeline()->evalSha(sha1(PUBLISH), $arguments, 1);
    foreach (told($row) as $person => $what) {
        $pipeline->publish("slotboard:{{$school}:person:$person}:mine", "changed $what");
    }
    if ($pipeline->exec()[0] === false) {
        redis()->eval(PUBLISH, $arguments, 1);
    }
}

/** Whoever had a hold or has a booking now, and the teacher. */
function told(array $row): array
{
    $told = [];
    foreach (['bookings' => $row['bookers'], 'holds' => $row['holders']] as $what => $list) {
        $people = preg_split('/[{},]/', $list ?? '', -1, PREG_SPLIT_NO_EMPTY);
        foreach ($people ? [...$people, $row['teacher_person_id']] : [] as $person) {
            $told[$person] = isset($told[$person]) ? "$told[$person] $what" : $what;
        }
    }
    return $told;
}
