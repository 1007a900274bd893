-- The people of the demo school: 20 teachers from Auckland to Vancouver, 50 students and an admin to sign in as, and 200
-- learners without a password, who fill about half of the lessons (demo_lessons.sql).
--
-- `slotboard demo load` sends this file as the owner of the tables, after
--     select set_config('slotboard.demo_password_hash', '<argon2id hash>', false)
-- Without that setting nobody can sign in. Loading again adds who is missing and changes nobody.

begin;

select pg_advisory_xact_lock(hashtext('slotboard demo school'));

create temporary table demo_teacher (
    no integer primary key, name text, subjects text[], languages text[], time_zone text, place text, bio text
) on commit drop;

insert into demo_teacher
values
(1, 'Mara Lindqvist', '{Mathematics,Physics}', '{English,Swedish}', 'America/Vancouver', 'https://meet.demo.test/mara',
    'I spend half the week calculating bridges and the other half explaining how. '
    'We begin with the exercise you are stuck on, not with chapter one.'),
(2, 'Aroha Ngata', '{Biology,Chemistry}', '{English,Māori}', 'Pacific/Auckland', 'https://meet.demo.test/aroha',
    'I taught in a secondary school for eleven years before going online. '
    'I set homework, and I do ask whether it was done.'),
(3, 'Kwame Mensah', '{Economics,Statistics}', '{English,French,Twi}', 'Africa/Accra', 'https://meet.demo.test/kwame',
    'I work at a development bank and teach in the afternoons. '
    'Bring your own data set if you have one: it beats every textbook example.'),
(4, 'Tanabe Yuki', '{Japanese}', '{Japanese,English}', 'Asia/Tokyo', 'https://meet.demo.test/yuki',
    'We speak from the first minute, and I correct you only afterwards. '
    'For the written exams I am strict about stroke order.'),
(5, 'Isabella Conti', '{Latin,Italian,History}', '{Italian,English,German}', 'Europe/Rome', 'Room 2',
    'I like slow reading: ten good lines are enough for an hour. '
    'Last-minute cramming before a test is not my strength.'),
(6, 'Rajesh Iyer', '{"Computer science",Mathematics}', '{English,Tamil,Hindi}', 'Asia/Kolkata', 'https://meet.demo.test/rajesh',
    'I have written software for twenty years and still draw every algorithm on paper first. '
    'Please share your screen: I want to see you get stuck.'),
(7, 'Hannah Weiss', '{German,Philosophy}', '{German,English}', 'Europe/Berlin', 'Room 3',
    'I prepare students for the C1 exam and read Kant with those who have passed it. '
    'My lessons start on time and end on time.'),
(8, 'Tomás Herrera', '{Spanish}', '{Spanish,English}', 'America/Mexico_City', 'https://meet.demo.test/tomas',
    'Thirty minutes of talking do more than two hours of grammar tables. '
    'You will hear Mexican Spanish from me and read everybody else''s.'),
(9, 'Fatima-Zahra Bennani', '{French,Arabic}', '{French,Arabic,English}', 'Africa/Casablanca', 'https://meet.demo.test/fatima',
    'I grew up between two languages and teach both of them. '
    'Beginners are welcome, and I am patient with pronunciation.'),
(10, 'Oluwaseun Adeyemi', '{Physics}', '{English,Yoruba}', 'Africa/Lagos', 'https://meet.demo.test/seun',
    'Physics became clear to me late, at university, so I remember what was hard. '
    'I skip no step, even when you would like me to.'),
(11, 'Siobhán Kelleher', '{"English literature","Essay writing"}', '{English,Irish}', 'Europe/Dublin', 'https://meet.demo.test/siobhan',
    'Send me your draft the evening before and I will have read it. '
    'I do not write essays for anybody.'),
(12, 'Nguyễn Thu Hà', '{Chemistry,Vietnamese}', '{Vietnamese,English}', 'Asia/Ho_Chi_Minh', 'https://meet.demo.test/ha',
    'I am finishing my doctorate in organic chemistry. '
    'I teach few students at a time and know where each of them stands.'),
(13, 'Dilara Yılmaz', '{Geography,Turkish}', '{Turkish,English}', 'Europe/Istanbul', null,
    'Maps first, facts later: that is how I learnt it and how I teach it. '
    'My Turkish lessons follow what you need for travel or for family.'),
(14, 'Piotr Zieliński', '{"Computer science"}', '{Polish,English}', 'Europe/Warsaw', 'Room 5',
    'Sixteen years of competitive programming, the last six of them as a coach. '
    'Complete beginners are in better hands with Rajesh.'),
(15, 'Camila Duarte', '{Portuguese,"Art history"}', '{Portuguese,Spanish,English}', 'America/Sao_Paulo', 'https://meet.demo.test/camila',
    'I restore paintings and teach between two commissions. '
    'My calendar is therefore thin, but what is in it takes place.'),
(16, 'Wanjiru Kamau', '{Mathematics,Swahili}', '{English,Swahili,Kikuyu}', 'Africa/Nairobi', 'https://meet.demo.test/wanjiru',
    'Fear of mathematics is my favourite subject. '
    'We go back as far as we have to, and nobody minds.'),
(17, 'Edmund Achterberg', '{Piano,"Music theory"}', '{English,Dutch}', 'Europe/London', null,
    'You need an instrument at home, and any keyboard will do for the first year. '
    'I teach classical repertoire and only pretend to know jazz.'),
(18, 'Émile Tremblay', '{French,Debating}', '{French,English}', 'America/Toronto', 'https://meet.demo.test/emile',
    'Six people at one table argue better than two, so all my lessons are groups. '
    'You speak for at least ten minutes, even when you are shy.'),
(19, 'Park Soo-jin', '{Korean,Mathematics}', '{Korean,English}', 'Asia/Seoul', 'https://meet.demo.test/soojin',
    'My times go within a day because I keep the same students for years. '
    'Do look again: now and then somebody cancels.'),
(20, 'Jack Whitford', '{Logic,Philosophy}', '{English}', 'Australia/Sydney', 'https://meet.demo.test/jack',
    'I am new here and have not opened my calendar yet. '
    'I taught first-year logic at university for three years.');

-- First and last names of the same place, so that none sounds made up.
create temporary table demo_names (culture integer primary key, given text[], family text[]) on commit drop;

insert into demo_names
values
(0, '{Sofia,Luca,Chiara,Matteo,Elena,Davide,Marta}', '{Ferrari,Galli}'),
(1, '{Noah,Emilia,Jonas,Lena,Felix,Clara,Anton}', '{Brandt,Vogel}'),
(2, '{Ananya,Vikram,Meera,Arjun,Kavya,Rohan,Diya}', '{Sharma,Nair}'),
(3, '{Amara,Chidi,Ngozi,Emeka,Zainab,Tunde,Ifeoma}', '{Okafor,Balogun}'),
(4, '{Mateo,Valentina,Diego,Lucía,Andrés,Renata,Emilio}', '{Morales,Ríos}'),
(5, '{Hana,Ren,Sakura,Haruto,Mei,Sota,Aoi}', '{Kobayashi,Mori}'),
(6, '{Zofia,Jakub,Maja,Antoni,Hanna,Szymon,Lena}', '{Nowak,Wójcik}'),
(7, '{Camille,Hugo,Inès,Louis,Manon,Théo,Jade}', '{Moreau,Lefèvre}'),
(8, '{Liam,Aoife,Cian,Niamh,Oisín,Saoirse,Conor}', '{Byrne,Doyle}'),
(9, '{Elif,Emir,Zeynep,Kerem,Defne,Mert,Azra}', '{Kaya,Demir}'),
(10, '{Minjun,Seoyeon,Jiho,Haeun,Dohyun,Yuna,Jisoo}', '{Kim,Choi}'),
(11, '{Beatriz,Rafael,Larissa,Thiago,Marina,Caio,Helena}', '{Souza,Almeida}'),
(12, '{Astrid,Oskar,Freja,Nils,Maja,Viggo,Ella}', '{Nilsson,Berg}'),
(13, '{Achieng,Juma,Njeri,Kiprop,Atieno,Mwangi,Wambui}', '{Otieno,Kariuki}'),
(14, '{Linh,Minh,Trang,Khoa,Ngọc,Bảo,Mai}', '{Trần,Phạm}'),
(15, '{Salma,Youssef,Nour,Karim,Leïla,Omar,Hiba}', '{Alaoui,Haddad}'),
(16, '{Ruby,Oliver,Isla,Jack,Tilly,Archie,Poppy}', '{Hughes,Bennett}'),
(17, '{Mikael,Aino,Eetu,Venla,Onni,Helmi,Väinö}', '{Virtanen,Korhonen}'),
(18, '{Wei,Xinyi,Hao,Yuting,Jun,Siqi,Ming}', '{Chen,Zhao}'),
(19, '{Tama,Maia,Nikau,Anahera,Wiremu,Hine,Manaia}', '{Walker,Parata}');

insert into school (slug, name, time_zone)
values ('demo', 'Demo school', 'Europe/Berlin')
on conflict do nothing;

-- student1 … student50 and learner1 … learner200, then the teachers and the admin.
create temporary table demo_person (
    email text primary key, name text, time_zone text, role text, signs_in boolean
) on commit drop;

insert into demo_person
select
    case when no < 50 then 'student' || no + 1 else 'learner' || no - 49 end || '@demo.test',
    given[1 + no / 20 % 7] || ' ' || family[1 + no / 140],
    (array['Europe/Berlin', 'Europe/London', 'America/New_York', 'Asia/Kolkata', 'Africa/Nairobi'])[1 + no % 5],
    'student',
    no < 50
from generate_series(0, 249) as number (no)
join demo_names on culture = no % 20
union all
select 'teacher' || no || '@demo.test', name, time_zone, 'teacher', true
from demo_teacher
union all
select 'admin@demo.test', 'Ada Sundberg', 'Europe/Berlin', 'admin', true;

insert into person (school_id, email, name, time_zone, password_hash)
select
    school.id, demo.email, demo.name, demo.time_zone,
    case when signs_in then nullif(current_setting('slotboard.demo_password_hash', true), '') end
from demo_person as demo
join school on school.slug = 'demo'
order by demo.role, length(demo.email), demo.email
on conflict on constraint person_email_taken do nothing;

insert into person_role (school_id, person_id, role)
select person.school_id, person.id, demo.role
from demo_person as demo
join school on school.slug = 'demo'
join person on person.school_id = school.id and person.email = demo.email
on conflict do nothing;

insert into teacher (school_id, person_id, name, subjects, languages, bio, time_zone, place)
select
    person.school_id, person.id, demo.name, demo.subjects, demo.languages, demo.bio, demo.time_zone, demo.place
from demo_teacher as demo
join school on school.slug = 'demo'
join person on person.school_id = school.id and person.email = 'teacher' || demo.no || '@demo.test'
where not exists (
    select from teacher
    where teacher.school_id = person.school_id and teacher.person_id = person.id
)
order by demo.no;

commit;
