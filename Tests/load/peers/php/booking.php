<?php

// A booking by the steps that Slotboard takes for one: session from Redis (PostgreSQL behind it) and the limit in one round
// trip, book_slot through PgBouncer, the publish script and the words to the people in one round trip, the same answer.

declare(strict_types=1);

require __DIR__ . '/redis.php';
require __DIR__ . '/database.php';
require __DIR__ . '/person.php';
require __DIR__ . '/news.php';

function answer(int $status, array $content): never
{
    http_response_code($status);
    $json = json_encode($content, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
    header('Content-Type: ' . ($status < 400 ? 'application/json' : 'application/problem+json'));
    header('Cache-Control: no-store');
    header('Content-Length: ' . strlen($json));
    echo $json;
    exit;
}

function moment(?int $seconds): ?string
{
    return $seconds === null ? null : gmdate('Y-m-d\TH:i:s\Z', $seconds);
}

/** A slot as the API shows it: what is neither booked nor held is open. */
function slot(array $row): array
{
    $offset = $row['utc_offset'];
    $isHeld = $row['seats_held'] > 0 && $row['held_until'] > time();
    $left = $row['capacity'] - $row['seats_booked'] - $row['seats_held'];
    $isFull = $row['seats_booked'] >= $row['capacity'];
    return [
        'id' => $row['slot_id'],
        'teacher_id' => $row['teacher_id'],
        'starts_at' => moment($row['starts_at']),
        'ends_at' => moment($row['ends_at']),
        'local_start' => gmdate('Y-m-d\TH:i', $row['starts_at'] + $offset),
        'utc_offset' => sprintf('%s%02d:%02d', $offset < 0 ? '-' : '+', abs($offset) / 3600, abs($offset) / 60 % 60),
        'status' => $row['withdrawn'] ? 'withdrawn' : ($isFull ? 'booked' : ($left <= 0 && $isHeld ? 'held' : 'open')),
        'capacity' => $row['capacity'],
        'seats_left' => $left,
        'held_until' => moment($row['held_until']),
        'version' => $row['version'],
    ];
}

$person = person();
$key = $_SERVER['HTTP_IDEMPOTENCY_KEY'] ?? '';
$body = file_get_contents('php://input');
$wish = json_decode($body, true);
if ($person === null || !in_array('student', $person['roles'], true)) {
    answer(403, ['type' => '/problems/forbidden', 'status' => 403]);
}
if ($key === '' || strlen($key) > 255 || !is_int($wish['slot_id'] ?? null) || array_diff_key($wish, ['slot_id' => 1, 'note' => 1])) {
    answer(400, ['type' => '/problems/bad-request', 'status' => 400]);
}

$rows = ask(
    'select * from book_slot(?::bigint, ?::bigint, ?::bigint, ?::text, ?::text, ?::bytea)',
    [$_SERVER['PEERS_SCHOOL'], $person['id'], $wish['slot_id'], $wish['note'] ?? null, $key,
        '\x' . hash('sha256', "POST /api/v1/bookings\n$body")],
);
$row = $rows[0];
if ($row['outcome'] !== 'booked' && $row['outcome'] !== 'replay') {
    answer(409, ['type' => '/problems/' . strtr($row['outcome'], '_', '-'), 'status' => 409]);
}
$slot = slot($row);
if ($row['changed']) {
    tell($row, $slot);
}
header("Location: /api/v1/bookings/{$row['booking_id']}");
if ($row['outcome'] === 'replay') {
    header('Idempotency-Replayed: true');
}
answer(201, [
    'id' => $row['booking_id'],
    'slot' => $slot,
    'teacher' => ['id' => $row['booking_teacher_id'], 'name' => $row['teacher_name']],
    'student' => ['id' => $row['student_id'], 'name' => $row['student_name']],
    'status' => $row['cancelled_at'] === null ? 'booked' : 'cancelled',
    'note' => $row['note'],
    'place' => $row['place'],
    'created_at' => moment($row['created_at']),
    'cancelled_at' => moment($row['cancelled_at']),
    'cancelled_by' => $row['cancelled_by'],
    'reason' => $row['reason'],
]);
