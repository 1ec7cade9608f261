export { clearConversations, deleteConversation, getConversation, listConversations, saveConversation, setHistory, updateConversation } from './conversations'
