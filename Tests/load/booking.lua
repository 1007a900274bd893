-- wrk: each request books a slot of its own. Arguments: host name of the school, file with a line per booking:
-- cookie, slot id, Idempotency-Key. Each thread takes its share of the lines; when they are used up it stops.

local threads = {}

function setup(thread)
    thread:set("number", #threads)
    table.insert(threads, thread)
end

function init(arguments)
    wrk.method = "POST"
    wrk.path = "/api/v1/bookings"
    wrk.headers["Host"] = arguments[1]
    wrk.headers["Content-Type"] = "application/json"
    lines = {}
    local count = tonumber(arguments[3])
    local index = 0
    for line in io.lines(arguments[2]) do
        if index % count == number then table.insert(lines, line) end
        index = index + 1
    end
    at, booked, refused = 0, 0, 0
end

function request()
    at = at + 1
    if at > #lines then
        wrk.thread:stop()
        at = #lines
    end
    local cookie, slot, key = lines[at]:match("(%S+) (%S+) (%S+)")
    local headers = { ["Cookie"] = cookie, ["Idempotency-Key"] = key }
    for name, value in pairs(wrk.headers) do headers[name] = value end
    return wrk.format(nil, nil, headers, '{"slot_id":' .. slot .. '}')
end

function response(status)
    if status == 201 then booked = booked + 1 else refused = refused + 1 end
end

function done(summary, latency)
    local all, other = 0, 0
    for _, thread in ipairs(threads) do
        all, other = all + thread:get("booked"), other + thread:get("refused")
    end
    print(string.format("booked %d other %d in_us %d p99_us %d", all, other, summary.duration, latency:percentile(99)))
end
