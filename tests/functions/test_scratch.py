import time
def test_x(api, sign_up, database):
    t=time.time(); s=[sign_up() for _ in range(10)]; print("signup", (time.time()-t)/10)
    st=s[0]
    t=time.time()
    for _ in range(10): r = api.post("/sessions", headers=st.headers, json={"exam_type":"DEMO"})
    print("create", (time.time()-t)/10)
    sid = r.json["id"]
    t=time.time()
    r = api.post(f"/sessions/{sid}/sections/1/start", headers=st.headers)
    print("start", (time.time()-t))
    t=time.time()
    for _ in range(10): r = api.get(f"/sessions/{sid}", headers=st.headers)
    print("get", (time.time()-t)/10)
    print(database.execute("select column_name,data_type,is_nullable,column_default from information_schema.columns where table_schema='auth' and table_name='users'").fetchall())
    print(database.execute("select * from auth.users limit 1").fetchall())
    print(database.execute("select subject, count(*) from questions group by 1").fetchall())
    print(database.execute("select count(*) from questions where image_url is not null").fetchall())
